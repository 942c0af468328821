"""Who may sign in to the desk. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from store.accounts import Account, Accounts
    from store.viewer import Role

app = typer.Typer(help="Who may sign in to the desk.", no_args_is_help=True)

COMMAND = "command"
"""Who the ledger says made a change on the command line."""

Login = Annotated[str, typer.Argument(metavar="LOGIN")]
Store = Annotated[str | None, typer.Option("--store", metavar="URL", help="The store; default: as for guowen review.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role", metavar="ROLE", help="operator, reviewer, approver, evaluator, auditor or administrator; may repeat."
    ),
]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="UNIT", help="Sees this unit only; may repeat. Default: all."),
]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
OneTime = Annotated[
    bool, typer.Option("--one-time", help="Print a password that holds for one sign-in, in which another is chosen.")
]

DEMO = (
    ("reviewer", "林一", ("reviewer",)),
    ("reviewer2", "林二", ("reviewer",)),
    ("approver", "高三", ("approver",)),
    ("evaluator", "程四", ("evaluator",)),
    ("auditor", "沈五", ("auditor",)),
    ("operator", "罗六", ("operator",)),
    ("admin", "管七", ("administrator",)),
)
"""Logins of the demonstration, two of them for the second look."""


@app.command()
def add(  # noqa: PLR0913, PLR0917 - one parameter an option of the command line
    login: Login,
    name: Annotated[str, typer.Option("--name", help="The person's name; he is recused from what names him.")],
    role: Roles,
    unit: Units = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="ID", help="Id in the officials registry, such as P0017.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Who this is at the OIDC sign-in service; no password is needed.")
    ] = None,
    password_stdin: FromStdin = False,
    one_time: OneTime = False,
    store: Store = None,
) -> None:
    """Make an account."""
    from store.accounts import NewAccount

    asked = subject is None or password_stdin or one_time
    password = _password(password_stdin, one_time) if asked else None
    new = NewAccount(
        login=login,
        name=name,
        roles=_roles(role),
        units=tuple(unit) if unit else None,
        person_id=person,
        password=password,
        oidc_subject=subject,
    )
    with _accounts(store) as accounts:
        account = accounts.add(new, by=COMMAND)
    typer.echo(f"{account.login}: made")
    if one_time:
        _tell(account, password)


@app.command("list")
def list_accounts(store: Store = None) -> None:
    """Show all accounts: login, state, roles, units, person, way in; no names of relatives."""
    with _accounts(store) as accounts:
        found = accounts.all()
        for account in found:
            typer.echo("\t".join(_cells(account)))
    if not found:
        typer.echo(
            "no account yet; guowen accounts add LOGIN --name NAME --role administrator makes the first", err=True
        )


@app.command()
def roles(login: Login, role: Roles, store: Store = None) -> None:
    """Give an account these roles and no others; it must sign in anew."""
    with _accounts(store) as accounts:
        account = accounts.change(accounts.by_login(login).account_id, {"roles": _roles(role)}, by=COMMAND)
    typer.echo(f"{account.login}: {', '.join(sorted(account.roles))}")


@app.command()
def units(
    login: Login,
    unit: Units = None,
    every: Annotated[bool, typer.Option("--all", help="Sees all units.")] = False,
    store: Store = None,
) -> None:
    """Say which units an account sees."""
    if every == bool(unit):
        raise typer.BadParameter("give --unit once or more, or --all")
    with _accounts(store) as accounts:
        changed = {"units": tuple(unit) if unit else None}
        account = accounts.change(accounts.by_login(login).account_id, changed, by=COMMAND)  # type: ignore[arg-type]
    typer.echo(f"{account.login}: {'all units' if account.units is None else ', '.join(account.units)}")


@app.command()
def disable(login: Login, store: Store = None) -> None:
    """End an account's sessions and let it sign in no more; what it did stays on record."""
    _set_state(login, "disabled", store)


@app.command()
def enable(login: Login, store: Store = None) -> None:
    """Let a disabled account sign in again."""
    _set_state(login, "active", store)


@app.command()
def password(login: Login, password_stdin: FromStdin = False, one_time: OneTime = False, store: Store = None) -> None:
    """Set a password for one sign-in, in which another must be chosen; ends all sessions, opens a closed login."""
    with _accounts(store) as accounts:
        account = accounts.by_login(login)
        chosen = _password(password_stdin, one_time)
        accounts.set_password(account.account_id, chosen, by=COMMAND)
    typer.echo(f"{account.login}: password set")
    if one_time:
        _tell(account, chosen)


@app.command()
def declare(
    login: Login,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Id in a registry, or a name.")],
    relation: Annotated[str, typer.Option("--relation", help="Such as 配偶.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    store: Store = None,
) -> None:
    """Recuse an account from what names a further person: a relative who stands in no registry."""
    from store.accounts import Declared
    from store.accounts.people import person_key

    with _accounts(store) as accounts:
        account = accounts.by_login(login)
        if withdraw:
            accounts.withdraw(account.account_id, person_key(person), by=COMMAND)
        else:
            accounts.declare(account.account_id, Declared(person, relation), by=COMMAND)
    typer.echo(f"{account.login}: {'withdrawn' if withdraw else 'declared'}")


@app.command("end-sessions")
def end_sessions(login: Login, store: Store = None) -> None:
    """Sign an account out everywhere."""
    with _accounts(store) as accounts:
        account = accounts.by_login(login)
        ended = accounts.end_sessions(account.account_id, by=COMMAND)
    typer.echo(f"{account.login}: {ended} sessions ended")


def make_demo_accounts(told: dict[str, Any], announce: Callable[[str], None] = typer.echo) -> None:
    """An account for each role in the demonstration's store; the passwords are printed and hold for one sign-in."""
    from store.accounts import NewAccount
    from store.accounts.passwords import one_time_password
    from store.viewer import Role

    announce("\naccounts of the demonstration; each password holds for one sign-in, in which another is chosen:")
    with _accounts(told["store"]) as accounts:
        there = {account.login: account for account in accounts.all()}
        for login, name, held in DEMO:
            chosen = one_time_password()
            if login in there:
                accounts.set_password(there[login].account_id, chosen, by=COMMAND)
            else:
                accounts.add(NewAccount(login, name, frozenset(map(Role, held)), password=chosen), by=COMMAND)
            announce(f"  {login:<10} {chosen}   {', '.join(held)}")
    announce("")


@contextmanager
def _accounts(store: str | None) -> Iterator[Accounts]:
    from pipelines.command import open_accounts
    from pipelines.settings import load_settings

    with open_accounts(load_settings({"store": store})) as accounts:
        yield accounts


def _roles(told: list[str]) -> frozenset[Role]:
    from store.viewer import Role

    known = {role.value for role in Role}
    for role in told:
        if role not in known:
            raise typer.BadParameter(f"{role}: no such role; one of {', '.join(sorted(known))}")
    return frozenset(map(Role, told))


def _password(from_stdin: bool, one_time: bool) -> str:
    from store.accounts.passwords import one_time_password

    if from_stdin and one_time:
        raise typer.BadParameter("--password-stdin and --one-time exclude each other")
    if one_time:
        return one_time_password()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _set_state(login: str, state: str, store: str | None) -> None:
    with _accounts(store) as accounts:
        account = accounts.change(accounts.by_login(login).account_id, {"state": state}, by=COMMAND)
    typer.echo(f"{account.login}: {account.state}")


def _tell(account: Account, password: str | None) -> None:
    typer.echo(f"password for one sign-in: {password}\ntell it to {account.login} alone; it is kept nowhere")


def _cells(account: Account) -> tuple[str, ...]:
    way = "+".join(filter(None, ["password" if account.has_password else "", "oidc" if account.oidc_subject else ""]))
    return (
        account.login,
        account.name,
        account.state,
        ",".join(sorted(account.roles)),
        "all units" if account.units is None else ",".join(account.units),
        account.person_id or "-",
        way,
    )
