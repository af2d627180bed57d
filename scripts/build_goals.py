"""Build src/wemode/coder/goal_model/ from corpus/goals: the same bytes each time on one machine.

    python scripts/build_goals.py [--out DIRECTORY]

Trains on train-*.toml and dev.toml; heldout.toml is never read. Each letter of train-*.toml is a
writer. How heads and rules are weighed together, and the threshold, come from heads that did not
see the writer they are judged on. Prints the figures on left-out writers, which docs/goals.md
cites. Needs the dependency group ``build``; about two minutes on two cores.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from coder_build.heads_part import _move, _slopes  # noqa: E402
from coder_build.save import rounded, save_manifest  # noqa: E402
from wemode import __version__  # noqa: E402
from wemode.analysis.goal_check import (  # noqa: E402
    SAID_ENOUGH,
    STRUCTURAL,
    check_by_rules,
    is_seen_elsewhere,
)
from wemode.analysis.goal_evaluation import LabelledGoal, read_labelled_goals  # noqa: E402
from wemode.catalogue.goal_qualities import goal_qualities  # noqa: E402
from wemode.coder.goals import (  # noqa: E402
    FORMAT,
    GOAL_MODEL,
    WordHeads,
    encoder_hashes,
    runs,
    tokens,
)
from wemode.coder.heads import EncoderHeads  # noqa: E402
from wemode.coder.model import load_model  # noqa: E402
from wemode.domain.agreement import Agreement  # noqa: E402

GOALS = ROOT / "corpus" / "goals"
QUALITIES = tuple(one.id for one in goal_qualities().qualities if one.id != STRUCTURAL)
BLIND = ("train-a", "train-b", "train-c")
"""Writers whose goals the rules were not built on: only they say how far to trust a rule."""
OTHERS = ("train-d", "dev")
LABELLER = "language model under the project's direction, not clinicians"

LEAST_GOALS = 2
"""A run of words counts when it stands in as many goals."""
WORD_PENALTY, JOINT_PENALTY = 4.0, 1.0
HIDDEN, EPOCHS, BATCH, RATE, SEED = 256, 25, 32, 1e-3, 7
LEAST_PRECISION = 0.78
"""A remark that is wrong annoys: no threshold below this precision on left-out writers."""
Array = np.ndarray


@dataclass(frozen=True)
class Data:
    """All goals as arrays, one row a goal, one column a quality.

    ``counts``: cells that train heads; a vague wording that ``seen_by`` explains does not.
    """

    goals: tuple[LabelledGoal, ...]
    writer: Array
    vectors: Array
    fails: Array
    may: Array
    counts: Array
    rules: Array
    seen: Array

    def of(self, *writers: str) -> Array:
        """Which goals are of these writers."""
        return np.isin(self.writer, writers)


def main() -> None:
    """Read the goals, train, weigh, write, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=GOAL_MODEL)
    data = read()
    build(data, parser.parse_args().out)


def read() -> Data:
    """The goals of every writer, with the findings of the rules and the encoder's vectors."""
    goals: list[LabelledGoal] = []
    writer: list[str] = []
    for name in (*BLIND, *OTHERS):
        some = read_labelled_goals(GOALS / f"{name}.toml")
        goals += some
        writer += [name] * len(some)
    encoder = load_model().encoder
    if encoder is None:
        sys.exit("ONNX Runtime is missing")
    fails = np.array([[quality in one.fails for quality in QUALITIES] for one in goals])
    may = np.array([[quality in one.may for quality in QUALITIES] for one in goals])
    counts = ~may
    for quality in ("not_observable", "others_hands"):
        counts[[bool(one.goal.seen_by) for one in goals], QUALITIES.index(quality)] = False
    named = [{flaw.quality for flaw in check_by_rules(one.goal)} for one in goals]
    return Data(
        tuple(goals),
        np.array(writer),
        encoder.encode([one.goal.wording for one in goals]).vectors,
        fails,
        may,
        counts,
        np.array([[quality in one for quality in QUALITIES] for one in named]),
        np.array([is_seen_elsewhere(one.goal) for one in goals]),
    )


def build(data: Data, out: Path) -> None:
    """Train on all writers and write the artefact to ``out``, which is emptied first."""
    everybody = (*BLIND, *OTHERS)
    left = {name: head_scores(data, {name}) for name in everybody}
    pairs = {
        (one, two): head_scores(data, {one, two}) for one in BLIND for two in BLIND if one < two
    }
    joints = {}
    for kind in ("words", "encoder", "full"):
        joint, nested = weigh(data, left, pairs, kind)
        joints[kind] = joint
        report(f"{kind} + rules", data, nested)
        report(f"{kind} alone", data, weigh(data, left, pairs, kind, with_rules=False)[1])
    report_rules(data)
    report_others(data, left)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    chosen = np.ones(len(data.goals), bool)
    save_heads(out, train_words(data, chosen), train_network(data, chosen))
    save_manifest(out, facts(data, {kind: joints[kind] for kind in ("full", "words")}))


def head_scores(data: Data, without: set[str]) -> tuple[Array, Array]:
    """Scores (goals, qualities) of word heads and network trained without these writers."""
    chosen = ~data.of(*without)
    words, network = train_words(data, chosen), train_network(data, chosen)
    by_words = np.array(
        [
            words.row(tokens(one.goal.wording))[1] @ words.weights + words.offsets
            for one in data.goals
        ]
    )
    return by_words, network.scores(network.hidden(data.vectors))


def train_words(data: Data, chosen: Array) -> WordHeads:
    """The linear heads on runs of words, trained on the chosen goals."""
    found = [tokens(data.goals[at].goal.wording) for at in np.flatnonzero(chosen)]
    spread = Counter(run for one in found for run in {run for run, _ in runs(one)})
    names = sorted(run for run, count in spread.items() if count >= LEAST_GOALS)
    idf = np.log((1 + len(found)) / (1 + np.array([spread[name] for name in names]))) + 1
    empty = np.zeros((len(names), len(QUALITIES)), np.float32)
    blank = WordHeads(
        {name: at for at, name in enumerate(names)},
        idf.astype(np.float32),
        empty,
        np.zeros(len(QUALITIES), np.float32),
    )
    rows = np.array([blank.row(one)[1] for one in found])
    offsets = np.zeros(len(QUALITIES), np.float32)
    for at, _ in enumerate(QUALITIES):
        cells = data.counts[chosen][:, at]
        model = LogisticRegression(C=WORD_PENALTY, solver="liblinear", random_state=SEED)
        model.fit(rows[cells], data.fails[chosen][cells, at])
        empty[:, at] = model.coef_[0]
        offsets[at] = model.intercept_[0]
    return WordHeads(blank.index, blank.idf, empty, offsets)


def train_network(data: Data, chosen: Array) -> EncoderHeads:
    """The network on the encoder's vectors, trained on the chosen goals as the coder's is."""
    given = data.vectors[chosen]
    must = data.fails[chosen].astype(np.float32)
    counts = data.counts[chosen].astype(np.float32)
    chance = np.random.default_rng(SEED)
    share = (must * counts).sum(0) / counts.sum(0)

    def even(rows: int, columns: int) -> Array:
        bound = columns**-0.5
        return chance.uniform(-bound, bound, (rows, columns)).astype(np.float32)

    state = [
        even(HIDDEN, given.shape[1]),
        np.zeros(HIDDEN, np.float32),
        even(len(QUALITIES), HIDDEN),
        np.log(share).astype(np.float32),
    ]
    means = [np.zeros_like(one) for one in state]
    squares = [np.zeros_like(one) for one in state]
    weight = np.ones(len(QUALITIES), np.float32)
    steps = EPOCHS * -(-len(given) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(len(given))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            slopes = _slopes(state, chance, given[rows], must[rows], counts[rows], weight)
            step += 1
            _move(state, slopes, means, squares, step, RATE * (1 - (step - 1) / steps))
    return EncoderHeads(*state)


def weigh(
    data: Data,
    left: dict[str, tuple[Array, Array]],
    pairs: dict[tuple[str, str], tuple[Array, Array]],
    kind: str,
    *,
    with_rules: bool = True,
) -> tuple[dict[str, Any], Array]:
    """Weights of heads and rules and the threshold; and what is named on left-out writers.

    For the second, heads, weights and threshold all come from the other writers.
    """
    rules = data.rules * with_rules
    own = np.zeros(data.fails.shape)
    for name in BLIND:
        own[data.of(name)] = mean(left[name], kind)[data.of(name)]
    blind = data.of(*BLIND)
    joint = fit_joint(data, own, rules, blind)
    scores, named = np.zeros(data.fails.shape), np.zeros(data.fails.shape, bool)
    for name in BLIND:
        inner, seen = np.zeros(data.fails.shape), blind & ~data.of(name)
        for other in BLIND:
            if other != name:
                key = (min(name, other), max(name, other))
                inner[data.of(other)] = mean(pairs[key], kind)[data.of(other)]
        weights = fit_joint(data, inner, rules, seen)
        made = joined(weights, own, rules)
        scores[data.of(name)] = made[data.of(name)]
        threshold = best_threshold(data, joined(weights, inner, rules), seen)
        named[data.of(name)] = settled(data, made >= threshold)[data.of(name)]
    slope, rule, offset = joint
    described = {"slope": rounded(slope), "rule": rounded(rule), "offset": rounded(offset)}
    return described | {"threshold": round(best_threshold(data, scores, blind), 4)}, named


def mean(scores: tuple[Array, Array], kind: str) -> Array:
    """The score of one kind of heads, or the mean of both."""
    words, network = scores
    return {"words": words, "encoder": network, "full": (words + network) / 2}[kind]


def fit_joint(data: Data, scores: Array, rules: Array, chosen: Array) -> tuple[Array, ...]:
    """Slope of the heads' score, weight of the rule and offset, (qualities,) each."""
    made = []
    for at, _ in enumerate(QUALITIES):
        cells = chosen & data.counts[:, at]
        given = np.stack([scores[cells, at], rules[cells, at]], axis=1)
        model = LogisticRegression(C=JOINT_PENALTY).fit(given, data.fails[cells, at])
        made.append((*model.coef_[0], model.intercept_[0]))
    return tuple(np.array(made).T)


def joined(joint: tuple[Array, ...], scores: Array, rules: Array) -> Array:
    """Scores of heads and rules together."""
    slope, rule, offset = joint
    made: Array = slope * scores + rule * rules + offset
    return made


def best_threshold(data: Data, scores: Array, chosen: Array) -> float:
    """The threshold of best micro-F1 among those that keep the precision asked for."""
    tried = np.round(np.arange(-2.0, 2.0, 0.02), 2)
    judged = [(score(data, settled(data, scores >= at), chosen), at) for at in tried]
    kept = [(one.f1, at) for one, at in judged if one.precision >= LEAST_PRECISION]
    return float(max(kept)[1])


def settled(data: Data, named: Array) -> Array:
    """What is named once it is left unsaid that a wish out of reach or seen cannot be observed."""
    named = named.copy()
    enough = [at for at, quality in enumerate(QUALITIES) if quality in SAID_ENOUGH]
    named[named[:, enough].any(axis=1) | data.seen, QUALITIES.index("not_observable")] = False
    return named


def score(data: Data, named: Array, chosen: Array, at: int | None = None) -> Agreement:
    """Hits, false alarms and misses on the chosen goals, of one quality or of all."""
    cells = np.ix_(chosen, range(len(QUALITIES)) if at is None else [at])
    said, fails, may = named[cells], data.fails[cells], data.may[cells]
    return Agreement(
        int((said & fails).sum()), int((said & ~fails & ~may).sum()), int((~said & fails).sum())
    )


def report(name: str, data: Data, named: Array) -> None:
    """Print the figures on left-out writers: in all, per writer, per quality."""
    blind = data.of(*BLIND)
    print(f"{name}: {_figures(score(data, named, blind))}", end="; ")
    print(", ".join(f"{one} {score(data, named, data.of(one)).f1:.3f}" for one in BLIND), end="; ")
    sound = blind & ~data.fails.any(axis=1)
    alone = ~(named & ~data.may).any(axis=1)
    print(f"left alone {(sound & alone).sum()} of {sound.sum()}", flush=True)
    for at, quality in enumerate(QUALITIES):
        one = score(data, named, blind, at)
        print(f"    {quality:16} n {one.must:4} {_figures(one)}")


def report_rules(data: Data) -> None:
    """Print what the rules alone reach on writers they were not built on."""
    report("rules alone", data, data.rules)


def report_others(data: Data, left: dict[str, tuple[Array, Array]]) -> None:
    """Print what the heads reach on the writers the rules were built on: no rules, threshold 0."""
    for name in OTHERS:
        for kind in ("words", "encoder", "full"):
            named = settled(data, mean(left[name], kind) >= -0.5)
            print(f"{name}, {kind} alone: {_figures(score(data, named, data.of(name)))}")


def _figures(one: Agreement) -> str:
    return f"precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}"


def save_heads(directory: Path, words: WordHeads, network: EncoderHeads) -> None:
    """``runs.txt`` and ``heads.npz``: linear weights in 8 bits, the network's in 16."""
    (directory / "runs.txt").write_text("".join(f"{run}\n" for run in words.index), "utf-8")
    scale = np.maximum(np.abs(words.weights).max(axis=0), 1e-6) / 127
    np.savez_compressed(
        directory / "heads.npz",
        weights=np.rint(words.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        offsets=words.offsets.astype(np.float32),
        idf=words.idf.astype(np.float32),
        first=network.first.astype(np.float16),
        first_offset=network.first_offset,
        second=network.second.astype(np.float16),
        second_offset=network.second_offset,
    )


def facts(data: Data, joints: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says beside sizes and hashes of the files."""
    names: Sequence[str] = (*BLIND, *OTHERS)
    return {
        "format": FORMAT,
        "version": ".".join(__version__.split(".")[:2]),
        "licence": "Apache-2.0",
        "labelled_by": LABELLER,
        "goals_by_writer": {name: int(data.of(name).sum()) for name in names},
        "goals": {
            f"{name}.toml": sha256((GOALS / f"{name}.toml").read_bytes()).hexdigest()
            for name in names
        },
        "encoder": encoder_hashes(),
        "qualities": list(QUALITIES),
        "fails": dict(zip(QUALITIES, data.fails.sum(0).tolist(), strict=True)),
        "joint": joints,
    }


if __name__ == "__main__":
    main()
