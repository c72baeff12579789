"""What is wrong with a library in which many steps were taken: its states, histories, documents and log must agree."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cases.content import read_version
from cases.exchange import case_text
from cases.records import source_of
from cases.states import TRANSITIONS, State, Step
from kb.library import Library
from kb.people.audit import verify_chain
from kb.search.query import read_query
from kb.search.text_store import read_text
from kb.store import Reader, Row

Acknowledged = Sequence[Mapping[str, Any]]


def find_faults(library: Library, acknowledged: Acknowledged, *, cut_short: int = 0) -> list[str]:
    """Return all faults; `acknowledged` are the reported steps, `cut_short` how many may have been taken unreported."""
    with library.database.read() as tx:
        cases = tx.rows("SELECT * FROM cases")
        history = _by_case(tx.rows("SELECT * FROM case_steps ORDER BY case_id, number"))
        said = _by_case([{**line, "case_id": line["case"]} for line in _without_repeats(acknowledged)])
        faults = verify_chain(tx) + _faults_of_audit(tx, history)
        unsaid = 0
        for case in cases:
            faults += _faults_of_history(case, history[case["id"]])
            faults += _faults_of_acknowledged(tx, case, history[case["id"]], said[case["id"]])
            faults += _faults_of_document(tx, library, case, history[case["id"]])
            unsaid += case["revision"] - 1 - len(said[case["id"]])
    if not 0 <= unsaid <= cut_short:
        faults.append(f"{unsaid} changes that nobody acknowledged, {cut_short} could be")
    return faults + list(library.database.problems()) + _faults_of_search(library, cases)


def _without_repeats(acknowledged: Acknowledged) -> list[Mapping[str, Any]]:
    """Return the steps without repeated claims: claiming a case twice has no effect but is acknowledged twice."""
    kept: list[Mapping[str, Any]] = []
    claimed = set()
    for line in acknowledged:
        claim = (line["case"], line["revision"]) if line["step"] == Step.CLAIM else None
        if claim is None or claim not in claimed:
            kept.append(line)
        claimed.add(claim)
    return kept


def _by_case(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["case_id"]].append(row)
    return found


def _faults_of_history(case: Row, steps: Sequence[Row]) -> list[str]:
    """Return faults if steps have gaps in their numbers, or do not lead from state to state up to the current one."""
    faults = []
    state, revision = "", 0
    for number, step in enumerate(steps, 1):
        allowed = (
            step["step"] == Step.START or (State(step["from_state"]), Step(step["step"])) in TRANSITIONS.transitions
        )
        if step["number"] != number or step["from_state"] != state or not allowed or step["revision"] <= revision:
            faults.append(f"{case['id']}: step {number} does not follow from the one before it: {step}")
        state, revision = step["to_state"], step["revision"]
    if state != case["state"] or revision > case["revision"]:
        faults.append(f"{case['id']}: is {case['state']} at {case['revision']}, its history ends {state} at {revision}")
    return faults


def _faults_of_acknowledged(tx: Reader, case: Row, steps: Sequence[Row], said: Sequence[Row]) -> list[str]:
    """Return faults if two steps made one revision, a step is not in the history, or a saved text is in no version."""
    faults = []
    twice = [revision for revision, count in Counter(line["revision"] for line in said).items() if count > 1]
    if twice:
        faults.append(f"{case['id']}: revisions made twice: {twice}")
    known = {(step["step"], step["revision"], step["version"]) for step in steps}
    versions = tx.tuples("SELECT content FROM case_versions WHERE case_id = :id", {"id": case["id"]})
    for line in said:
        if line["step"] == Step.SAVE:
            if not any(line["token"] in content for (content,) in versions):
                faults.append(f"{case['id']}: a saved text is lost: {line}")
        elif (line["step"], line["revision"], line["version"]) not in known:
            faults.append(f"{case['id']}: an acknowledged step is not in the history: {line}")
    return faults


def _faults_of_document(tx: Reader, library: Library, case: Row, steps: Sequence[Row]) -> list[str]:
    """Return faults unless each public case has one document, with the text of its public version, and no other has."""
    documents = tx.rows(
        """
        SELECT d.id, d.status, d.version, v.file_hash,
               (SELECT count(*) FROM document_versions AS n WHERE n.document_id = d.id) AS versions
        FROM documents AS d JOIN document_versions AS v ON v.document_id = d.id AND v.version = d.version
        WHERE d.source = :source
        """,
        {"source": source_of(case["id"])},
    )
    published = sum(step["step"] == Step.PUBLISH for step in steps)
    if len(documents) > 1 or (published and not documents) or (documents and not published):
        return [f"{case['id']}: published {published} times, {len(documents)} documents"]
    public = [document for document in documents if document["status"] == "published"]
    if bool(public) != (case["public_version"] is not None):
        return [f"{case['id']}: public version {case['public_version']}, documents {[d['status'] for d in documents]}"]
    faults = []
    made = published + sum(step["step"] == Step.RENEW for step in steps)
    for document in documents:
        if document["versions"] > made:
            faults.append(f"{case['id']}: published {made} times, {document['versions']} versions of its document")
        if not library.files.path_of(document["file_hash"]).exists():
            faults.append(f"{case['id']}: the original file is missing")
    shown = read_text(tx, public[0]["id"], public[0]["version"]) if public else ""
    if public and shown != case_text(read_version(tx, case["id"], case["public_version"])):
        faults.append(f"{case['id']}: readers see another text than the public version")
    return faults


def _faults_of_audit(tx: Reader, history: Mapping[str, Sequence[Row]]) -> list[str]:
    """Return faults unless the audit log has exactly one entry for each step of the histories."""
    steps = Counter(
        (f"{step['step']}_case", case_id, step["revision"]) for case_id in history for step in history[case_id]
    )
    entries = Counter(
        (action, subject, json.loads(detail)["revision"])
        for action, subject, detail in tx.tuples("SELECT action, subject, detail FROM audit WHERE action LIKE '%_case'")
        if "revision" in json.loads(detail)
    )
    return [f"history and audit log differ: {each}" for each in ((steps - entries) | (entries - steps))]


def _faults_of_search(library: Library, cases: Sequence[Row]) -> list[str]:
    """Search finds what is public, by its title, and nothing else."""
    library.engine.refresh()
    faults = []
    for case in cases:
        hits = library.engine.search(read_query(case["title"]), 100).hits
        found = source_of(case["id"]) in _sources(library, [hit.document_id for hit in hits])
        if found != (case["public_version"] is not None):
            faults.append(f"{case['id']}: public version {case['public_version']}, found by search: {found}")
    return faults


def _sources(library: Library, document_ids: Sequence[str]) -> set[str]:
    wanted = set(document_ids)
    with library.database.read() as tx:
        return {source for each, source in tx.tuples("SELECT id, source FROM documents") if each in wanted}
