"""Why a command on a stack can fail. The message is one sentence for a person: what happened, to what, what to do.

StackError
  FolderUnusable       the data folder cannot be used: rights, space, an older layout
  AlreadyRunning       another stack holds the data folder
  NotRunning           the command needs a running stack
  PortTaken            something else listens where the gateway should
  DatabaseUnusable     a database is wrong, unreachable, too old or not migrated
  ServerFailed         PostgreSQL, the broker, a service or the gateway did not start
  SettingUnusable      a variable of the environment says what it cannot
  SecretUnusable       a key or a secret is missing or none
  Unsafe               production mode, and something is set up for a demonstration; all of it is named
  NoToken              nobody could be signed in
  UserRefused          a user cannot be made as asked

StopRequested stands apart, as KeyboardInterrupt does: Ctrl-C or SIGTERM arrived, and no handler of faults may keep it.
"""


class StackError(Exception):
    """Base of everything a command says in a sentence."""

    exit_code = 1


class FolderUnusable(StackError):
    """The data folder cannot be used as it is."""


class AlreadyRunning(StackError):
    """Another stack holds the data folder."""


class NotRunning(StackError):
    """There is no running stack, and the command needs one."""


class PortTaken(StackError):
    """The address of the gateway is in use."""


class DatabaseUnusable(StackError):
    """A database cannot be used."""


class ServerFailed(StackError):
    """A program of the stack did not start."""


class SettingUnusable(StackError):
    """A variable of the environment says what it cannot."""


class SecretUnusable(StackError):
    """A key or a secret is missing, or is none."""


class Unsafe(StackError):
    """Production mode, and something is set up for a demonstration."""


class NoToken(StackError):
    """Nobody could be signed in."""


class UserRefused(StackError):
    """A user cannot be made as asked."""


class StopRequested(BaseException):
    """A signal asked us to stop; a shell knows the signal by the exit code."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number

    def __str__(self) -> str:
        return "Stopped."
