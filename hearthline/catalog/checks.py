"""What must hold in the catalog."""

from collections.abc import Iterator

from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import select


@invariant("what use of a plan costs is one thing a day")
def tariffs_overlap_nowhere() -> Iterator[str]:
    """A month that two tariffs were right for would be billed by both."""
    found = select(
        """SELECT plan.code, earlier.usage_kind, earlier.name, later.starts_date
             FROM catalog_tariff AS earlier
             JOIN catalog_tariff AS later
               ON later.plan_id = earlier.plan_id AND later.usage_kind = earlier.usage_kind
              AND later.id <> earlier.id
              AND (coalesce(later.starts_date, '-infinity'), later.id)
                  > (coalesce(earlier.starts_date, '-infinity'), earlier.id)
              AND daterange(later.starts_date, later.ends_date)
                  && daterange(earlier.starts_date, earlier.ends_date)
             JOIN catalog_plan AS plan ON plan.id = earlier.plan_id"""
    )
    for row in found:
        yield f"plan {row['code']}: {row['name']} goes on beyond {row['starts_date']}"
