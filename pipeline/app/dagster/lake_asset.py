"""The lake as a Dagster asset after the release: that it fails leaves the release in the folder as it is."""

from collections.abc import Iterator

import dagster as dg

from pipeline.app.dagster.assets import RELEASE
from pipeline.app.dagster.refusals import correctable
from pipeline.app.dagster.resource import Project

LAKE = dg.AssetKey("lake")


@dg.multi_asset(
    name="lake",
    specs=[
        dg.AssetSpec(
            LAKE,
            group_name="release",
            kinds={"ducklake"},
            deps=[RELEASE],
            description="The same release in the lake of CCG_LAKE: what differs, in one transaction.",
            skippable=True,
        )
    ],
)
def lake(context: dg.AssetExecutionContext, project: Project) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Publishes the current release to the lake, or finds that the lake has it."""
    outcome = correctable(project.run_of(context).publish_to_lake)
    if outcome is None:
        context.log.info("The lake gets releases of the warehouse in CCG_WAREHOUSE_DIR alone")
        return
    metadata = {"release_id": outcome.release_id, "tables written": outcome.tables, "message": str(outcome)}
    yield dg.MaterializeResult(asset_key=LAKE, metadata=metadata)
