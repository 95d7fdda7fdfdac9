from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from phi4_node.engines.stop_strings import StopStrings

PIECES = st.lists(st.text("ab<", max_size=3), max_size=12)


class TestStopStrings:
    @given(PIECES, st.lists(st.text("ab<", min_size=1, max_size=3), max_size=3))
    def test_the_boundaries_of_pieces_make_no_difference(self, pieces: list[str], stops: list[str]) -> None:
        filter_ = StopStrings(stops)
        shown = "".join(filter_.feed(piece) for piece in pieces)
        if not filter_.found:
            shown += filter_.close()
        whole = "".join(pieces)
        places = [whole.find(stop) for stop in stops if stop in whole]
        assert filter_.found == bool(places)
        # of two stop strings that overlap, the one that is complete first counts
        assert whole.startswith(shown)
        assert not any(stop in shown for stop in stops)
        assert shown == whole or any(whole.startswith(stop, len(shown)) for stop in stops)

    def test_text_is_held_back_no_longer_than_it_must_be(self) -> None:
        filter_ = StopStrings(["END"])
        assert [filter_.feed(piece) for piece in ("ab", " E", "N", "x", "EN", "D tail", "more")] == [
            "ab", " ", "", "ENx", "", "", ""
        ]  # fmt: skip
        assert filter_.found
        assert filter_.close() == ""

    def test_without_stops_everything_passes(self) -> None:
        filter_ = StopStrings(["", ""])
        assert filter_.feed("a") == "a"
