"""The `koplamp` command: parse, call, print. Every error ends as one line and its exit code."""

import sys

import click

from crawler.cli import (
    basics,
    caring,
    cluster,
    crawling,
    enriching,
    feeds,
    keeping,
    leaving,
    reading,
    repeating,
    replaying,
    rules,
    serving,
    showing,
    status,
    stories,
    tagging,
    watch,
)
from crawler.cli.interrupting import CTRL_C, interruptible
from crawler.cli.options import unheard
from crawler.errors import KoplampError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="koplamp", message="koplamp %(version)s")
def cli() -> None:
    """Collect automotive news into a SQLite database you can query.

    \b
    Try it:        koplamp demo
    Start a desk:  koplamp init my-desk && cd my-desk && koplamp crawl
    """


for command in (
    *basics.COMMANDS,
    *showing.COMMANDS,
    *crawling.COMMANDS,
    *status.COMMANDS,
    *reading.COMMANDS,
    *serving.COMMANDS,
    *feeds.COMMANDS,
    *keeping.COMMANDS,
    *leaving.COMMANDS,
    *replaying.COMMANDS,
    *enriching.COMMANDS,
    *stories.COMMANDS,
    *tagging.COMMANDS,
    *repeating.COMMANDS,
    *rules.COMMANDS,
    *caring.COMMANDS,
    *watch.COMMANDS,
    *cluster.COMMANDS,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line and exit with the code that product and cron agree on."""
    try:
        with interruptible():
            code = cli.main(prog_name="koplamp", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = CTRL_C
    except KoplampError as error:
        click.echo(_told(error), err=True)
        code = error.exit_code
    except BrokenPipeError:  # the reader (head, less) has left
        unheard(sys.stdout)
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _told(error: KoplampError) -> str:
    return "\n".join(getattr(error, "faults", None) or (f"koplamp: {error}",))
