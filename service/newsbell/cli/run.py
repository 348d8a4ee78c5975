"""`newsbell run`: the service."""

from pathlib import Path

import click

from newsbell.cli.paths import NamedPath

ROOMS = ("watch", "notify", "deliver", "serve")


def _rooms(_: click.Context, __: click.Parameter, value: str | None) -> frozenset[str]:
    chosen = frozenset(ROOMS) if value is None else frozenset(part.strip() for part in value.split(","))
    for room in sorted(chosen):
        if room not in ROOMS:
            from difflib import get_close_matches

            close = get_close_matches(room, ROOMS, 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise click.BadParameter(f"{room!r} is none of {', '.join(ROOMS)}{hint}")
    return chosen


@click.command()
@click.option("--config", type=NamedPath(), help="A YAML file or a folder. Default: the example rules.")
@click.option("--only", "rooms", callback=_rooms, metavar="ROOMS", help=f"Some of {','.join(ROOMS)}.")
@click.option("--no-reload", is_flag=True, help="Do not read the rules again when their files change or SIGHUP comes.")
@click.option("--allow-unsafe-redis", is_flag=True, default=None, help="Accept a server that may lose data.")
def run(config: Path | None, rooms: frozenset[str], no_reload: bool, allow_unsafe_redis: bool | None) -> None:
    """Run the service until SIGTERM or Ctrl-C.

    Without a configuration it runs the example rules and writes alerts to the terminal; without a server
    (NEWSBELL_REDIS_URL) it starts a private one in its data folder. Any number of processes may run side by side.
    Rules and routes are read again when their files change, or on SIGHUP; new channels need a restart.
    """
    import os

    from newsbell.app.running import run_service
    from newsbell.app.session import begin
    from newsbell.app.session import run as run_loop

    reload = "off" if no_reload else None
    session = begin(os.environ, quiet=False, config=config, reload=reload, allow_unsafe_redis=allow_unsafe_redis)
    run_loop(run_service(session, rooms))
