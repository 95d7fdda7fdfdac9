"""`phi4-node models`: what `--model` can name here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple

import typer

from phi4_node.cli.console import console, marks_for, plain
from phi4_node.cli.ending import Debug, ending


class Row(NamedTuple):
    """One model: what `--model` calls it, its size, whether it is here, and what it is."""

    spec: str
    size: str
    here: bool
    about: str


HELP = """\
List the models that `--model` can name here, or with --profiles what is known of each kind of model.

\b
Examples:
  phi4-node models
  phi4-node models --profiles
  phi4-node solve "2x = 4" --model embedded:qwen2.5-coder-1.5b
"""


Profiles = Annotated[
    bool, typer.Option("--profiles", help="Show what is known of each kind of model, and where to add to it.")
]


def models(profiles: Profiles = False, debug: Debug = False) -> None:
    """List the models that `--model` can name here."""
    with ending(debug):
        if profiles:
            _show_profiles()
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text

        screen = console()
        marks = marks_for(screen.file)
        table = Table("--model", "size", "here", "about", box=box.SIMPLE_HEAD if screen.is_terminal else None)
        for row in [*_of_ollama(), *_embedded(), *_converted()]:
            here = Text(marks.holds if row.here else marks.undecided)
            table.add_row(Text(plain(row.spec), no_wrap=True), row.size, here, Text(plain(row.about)))
        screen.print(table)
        screen.print("embedded: llama.cpp in this process; what is not here: phi4-node pull NAME")
        screen.print("Also: embedded:FILE.gguf for weights of your own, openai:NAME@URL for any such server,")
        screen.print("onnx:FOLDER (from phi4-node convert), transformers:FOLDER or transformers:REPOSITORY.")


def _embedded() -> Iterator[Row]:
    from phi4_node.weights import find, known_models

    for model in known_models():
        path = find(model.name)
        size = f"{(path.stat().st_size if path else model.about_bytes) / 1e9:.1f} GB"
        yield Row(f"embedded:{model.name}", size, path is not None, f"{model.title} ({model.license})")


def _converted() -> Iterator[Row]:
    from phi4_node.profiles import find_profile
    from phi4_node.weights import converted_folders

    for folder in converted_folders():
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        about = f"{find_profile(folder.name).title}, for ONNX Runtime"
        yield Row(f"onnx:{folder.name}", f"{size / 1e9:.1f} GB", True, about)


def _of_ollama() -> Iterator[Row]:
    from phi4_node.engines.ollama import find_ollama
    from phi4_node.profiles import find_profile

    server = find_ollama()
    for name in server.models if server else ():
        profile = find_profile(name)
        about = profile.title if profile.is_known else "no profile: settings of any model"
        yield Row(f"ollama:{name}", "", True, about)


def _show_profiles() -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from phi4_node.profiles import Profile, all_profiles, built_in_profiles, profiles_file

    screen = console()
    built_in = built_in_profiles()

    def thinks(profile: Profile) -> str:
        if profile.thinking is None:
            return "no"
        return f"to {profile.max_thinking_tokens:,}" if profile.max_thinking_tokens else "yes"

    def row(profile: Profile) -> list[str]:
        sampling = profile.sampling_for()
        return [
            profile.name,
            " ".join(profile.patterns),
            f"{profile.request_context:,} of {profile.context:,}",
            f"{sampling.max_tokens or profile.max_output:,} of {profile.max_output:,}",
            thinks(profile),
            profile.tools,
            profile.language if profile.ask_in is None else f"asked in {profile.ask_in}",
            "built in" if profile in built_in else "yours",
        ]

    heads = ("profile", "fits", "context", "new tokens", "thinks", "tools", "language", "from")
    table = Table(*heads, box=box.SIMPLE_HEAD if screen.is_terminal else None)
    for profile in all_profiles():
        table.add_row(*(Text(plain(cell)) for cell in row(profile)))
    screen.print(table)
    screen.print("The first that fits a model's name is used. Add or change one without touching code in")
    screen.print(Text(plain(str(profiles_file())), no_wrap=True))
    screen.print('which builds on a built-in one with: extends = "NAME"', markup=False)
