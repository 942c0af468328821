"""The bundle that installs guowen on a machine without network: wheels, digests, licences, installer."""
