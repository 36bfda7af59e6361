"""The sources as Dagster assets: one each, fetched together, none of which can fail a run."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipeline.app.dagster.refusals import correctable
from pipeline.app.dagster.resource import Project
from pipeline.base.settings import read_settings
from pipeline.reference.sources import Source, read_sources

if TYPE_CHECKING:
    from pipeline.fetch.source_worker import Outcome

GROUP = "sources"
ANSWERED = "answered"
# The scheduled jobs fetch every quarter; a source from which nothing was fetched in that time and some days is overdue.
FETCHED_WITHIN = timedelta(days=100)


def source_key(source_id: str) -> dg.AssetKey:
    return dg.AssetKey(["source", source_id])


def _spec(source: Source) -> dg.AssetSpec:
    return dg.AssetSpec(
        source_key(source.source_id),
        description=f"{source.title} ({source.publisher}, {source.cadence}): {source.address}",
        group_name=GROUP,
        kinds={"http", source.format},
        freshness_policy=dg.FreshnessPolicy.time_window(FETCHED_WITHIN),
    )


def build_sources(known: tuple[Source, ...]) -> dg.AssetsDefinition:
    """The assets of the sources that raw/sources.yml names when Dagster loads the project."""

    @dg.multi_asset(
        name="sources",
        can_subset=True,
        specs=[_spec(source) for source in known],
        check_specs=[
            dg.AssetCheckSpec(ANSWERED, asset=source_key(source.source_id), description="The source answered well")
            for source in known
        ],
    )
    def sources(
        context: dg.AssetExecutionContext, project: Project
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:  # type: ignore[type-arg]
        """Fetches what is new from the sources, and keeps it; what one of them does stops no other and not the run."""
        # Only here, for a refresh that fetches from no source need not wait for the libraries of HTTP.
        from pipeline.fetch.parallel_fetch import fetch
        from pipeline.fetch.source_worker import Outcome

        raw_dir = project.folders().raw_dir
        work = project.work()
        correctable(work.begin)
        wanted = {key.path[-1] for key in context.selected_asset_keys}
        found, problems = read_sources(raw_dir)
        for problem in problems:
            context.log.error(str(problem))
        selected = [source for source in found.fetched if source.source_id in wanted]
        outcomes = fetch(selected, raw_dir, lambda source_id, text: context.log.debug(f"{source_id}: {text}"))
        correctable(work.fetched)
        # The steps after this one wait for every source, so one that is no longer named is reported like the others.
        gone = sorted(wanted - {source.source_id for source in selected})
        outcomes += [Outcome(name, "unchanged", "raw/sources.yml does not name it any more") for name in gone]
        for outcome in outcomes:
            context.log.info(f"{outcome.source_id}: {outcome.state}, {outcome.message}")
            yield from _results(outcome, context)

    return sources


CommandResult = Iterator[dg.MaterializeResult | dg.AssetCheckResult]  # type: ignore[type-arg]


def _results(outcome: "Outcome", context: dg.AssetExecutionContext) -> CommandResult:
    key = source_key(outcome.source_id)
    names = [snapshot.document_id for snapshot in outcome.snapshots]
    metadata: dict[str, Any] = {
        "outcome": outcome.state,
        "message": outcome.message,
        "new_versions": ", ".join(names) or "none",
        "versions": len(names),
        "bytes": sum(snapshot.bytes for snapshot in outcome.snapshots),
    }
    yield dg.MaterializeResult(asset_key=key, metadata=metadata)
    if dg.AssetCheckKey(key, ANSWERED) in context.selected_asset_check_keys:
        yield dg.AssetCheckResult(
            passed=outcome.state != "failed",
            asset_key=key,
            check_name=ANSWERED,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"message": outcome.message},
        )


@cache
def known_sources() -> tuple[Source, ...]:
    """The sources of the settings' raw/; none where the file is invalid, which a refresh reports."""
    return read_sources(read_settings().raw_dir)[0].fetched
