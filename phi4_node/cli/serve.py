"""`phi4-node serve` and `phi4-node key`: the service, and the keys of those who may call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from phi4_node.cli.ending import Debug, ending, say
from phi4_node.cli.solve import ModelSpec
from phi4_node.errors import BadInputError

if TYPE_CHECKING:
    from phi4_node.serve.settings import Settings

HELP = """\
Serve problems over HTTP.

Everything can be set by environment variables, an .env file or phi4-node.toml as well; the options here go
first. It needs the extra: pip install "phi4-node[serve]"

\b
Examples:
  phi4-node serve
  phi4-node serve --model ollama:phi4-mini-reasoning --port 9000 --workers 2
  PHI4_NODE_API_KEYS_FILE=keys.toml PHI4_NODE_RATE=10/minute phi4-node serve --host 0.0.0.0
"""

KEY_HELP = """\
Make an API key. The key is shown once; the service keeps only its hash.

\b
Examples:
  phi4-node key alice >> keys.toml
  phi4-node key classroom --rate 100/hour >> keys.toml
"""


def serve(
    model: ModelSpec = None,
    host: Annotated[str | None, typer.Option(help="Where to listen; 0.0.0.0 for every address.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="The port; usually 8000.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes.")] = None,
    docs: Annotated[bool | None, typer.Option("--docs/--no-docs", help="Serve /docs, /openapi.json.")] = None,
    debug: Debug = False,
) -> None:
    """Serve problems over HTTP."""
    with ending(debug):
        settings_class, run_service = _service()
        from pydantic import ValidationError

        given: dict[str, Any] = {"model": model, "host": host, "port": port, "workers": workers, "docs": docs}
        try:
            settings = settings_class(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInputError(f"The setting {first['loc'][0]} cannot be used: {first['msg']}.") from None
        open_to_all = settings.host not in ("127.0.0.1", "localhost", "::1")
        if open_to_all and not (settings.api_keys or settings.api_keys_file):
            say("Warning: anybody who reaches this address may call. Make a key: phi4-node key NAME")
        say(f"Serving on http://{settings.host}:{settings.port}  (Ctrl-C stops it)")
        run_service(settings)


def key(
    name: Annotated[str, typer.Argument(help="Whose key it is; shown in logs.")],
    rate: Annotated[str, typer.Option(help="Requests it may make, like 100/hour.")] = "",
    debug: Debug = False,
) -> None:
    """Make an API key."""
    with ending(debug):
        _service()
        from phi4_node.serve.callers import check_rate, new_key

        if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
            raise BadInputError("A name has letters, digits, - and _ only.")
        check_rate(rate)
        secret, hashed = new_key()
        say(f"The key of {name}, shown this once: {secret}")
        typer.echo(f'[keys.{name}]\nhash = "{hashed}"' + (f'\nrate = "{rate}"' if rate else "") + "\n")


def _service() -> tuple[type[Settings], Callable[[Settings], None]]:
    try:
        from phi4_node.serve.run import run_service
        from phi4_node.serve.settings import Settings
    except ImportError as error:
        raise BadInputError(f'The service needs {error.name}: pip install "phi4-node[serve]"') from None
    return Settings, run_service
