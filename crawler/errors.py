"""Every error an operator can meet; each knows the exit code it ends a command with.

KoplampError                 1   unexpected
  UsageError                 2   wrong arguments
  ConfigError                2   feeds.yaml or a setting is wrong: one line per fault
  NothingReached            69   the network is down, no host could be asked
  Overdue                   70   the run hung and was ended by force
  StorageError              74   the database cannot be opened, read or written
    ForeignDatabase         74   the file is not a Koplamp database
    NewerDatabase           74   the file was written by a newer Koplamp
  AlreadyRunning            75   another run holds the lock
"""


class KoplampError(Exception):
    """Something went wrong that nobody foresaw."""

    exit_code = 1


class UsageError(KoplampError):
    """The command cannot be carried out as it was written."""

    exit_code = 2


class ConfigError(KoplampError):
    """What an operator wrote is wrong; `faults` holds one line per place."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class NothingReached(KoplampError):
    """No host answered: this machine seems to be off the network."""

    exit_code = 69


class Overdue(KoplampError):
    """The run did not end at its deadline, nor for a good while after it."""

    exit_code = 70


class StorageError(KoplampError):
    """The database cannot be opened, read or written."""

    exit_code = 74


class ForeignDatabase(StorageError):
    """The file exists and is not a Koplamp database."""


class NewerDatabase(StorageError):
    """The database was written by a newer Koplamp than this one."""


class AlreadyRunning(KoplampError):
    """Another run holds the lock of this desk."""

    exit_code = 75
