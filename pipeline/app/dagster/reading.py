"""Reading versions in steps of their own, which workers share; the core tables come after all of them.

Nothing goes from step to step but the names of results, which are the keys of the steps.
"""

from collections.abc import Iterator

import dagster as dg
from dagster._core.definitions.dependency import DynamicCollectDependencyDefinition, IDependencyDefinition

from pipeline.app.dagster.assets import VERSIONS_READ
from pipeline.app.dagster.refusals import correctable
from pipeline.app.dagster.resource import Project
from pipeline.app.dagster.source_assets import source_key
from pipeline.app.team.reading_apart import read_apart, unread
from pipeline.reference.sources import Source

_NAME = "versions_read"


@dg.op(ins={"name": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def read_version(context: dg.OpExecutionContext, project: Project) -> None:
    """Reads one version, or finds that another machine has."""
    name, run = str(context.get_mapping_key()), correctable(lambda: project.run_of(context))
    read = correctable(lambda: read_apart(run.work, run.raw_dir, run.warehouse.read_dir, name))
    context.log.info(f"{read} is read" if read else "it is not there any more")


@dg.op(ins={"read": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def all_read() -> None:
    """Ends when each version is read."""


def build_reading(known: tuple[Source, ...]) -> dg.AssetsDefinition:
    """The asset of what is read, after the sources."""
    inputs = {f"source_{number}": source_key(source.source_id) for number, source in enumerate(known)}

    @dg.op(ins={name: dg.In(dg.Nothing) for name in inputs}, out=dg.DynamicOut(dg.Nothing))
    def unread_versions(context: dg.OpExecutionContext, project: Project) -> Iterator[dg.DynamicOutput[None]]:
        """Names what no machine has read yet."""
        run = correctable(lambda: project.run_of(context))
        for name in correctable(lambda: unread(run.work, run.raw_dir)):
            yield dg.DynamicOutput(None, mapping_key=name)

    after: dict[str, dict[str, IDependencyDefinition]] = {
        "read_version": {"name": dg.DependencyDefinition("unread_versions")},
        "all_read": {"read": DynamicCollectDependencyDefinition("read_version", "result")},
    }
    graph = dg.GraphDefinition(
        name=_NAME,
        description="What each version of the sources gave, read in steps of their own.",
        node_defs=[unread_versions, read_version, all_read],
        dependencies=after,
        input_mappings=[
            dg.InputMapping(graph_input_name=name, mapped_node_name="unread_versions", mapped_node_input_name=name)
            for name in inputs
        ],
        output_mappings=[dg.OutputMapping("result", mapped_node_name="all_read", mapped_node_output_name="result")],
    )
    return dg.AssetsDefinition.from_graph(
        graph,
        keys_by_input_name=inputs,
        keys_by_output_name={"result": VERSIONS_READ},
        group_name="documents",
    )
