"""What `guowen doctor` looks at: one module a family of checks. It only looks; nothing is made, changed or upgraded."""
