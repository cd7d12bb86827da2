"""Ids that follow from the data alone."""

from uuid import UUID

from stack.loading.identity import identity_of, shared_id

ONE, OTHER = "c10e497b-ed25-d6c6-e043-144724bf84da", "26aab0cd-6aba-3e1b-ac5b-05c8867e762c"


def test_the_same_patients_in_any_order_are_the_same_sample() -> None:
    assert identity_of([ONE, OTHER]) == identity_of(iter([OTHER, ONE]))
    assert identity_of([ONE]) != identity_of([ONE, OTHER])


def test_an_id_follows_from_sample_table_and_source_alone() -> None:
    identity = identity_of([ONE])

    assert identity.id("members", ONE) == UUID("b1ca80bd-4ed6-5955-8e67-f8388b258222")
    assert identity.id("claims", ONE) != identity.id("members", ONE)
    assert identity_of([OTHER]).id("members", ONE) != identity.id("members", ONE)
    assert identity.id("members", ONE).version == 5


def test_what_all_samples_share_has_one_id() -> None:
    assert shared_id("periods", "open") == shared_id("periods", "open")
    assert shared_id("periods", "open") != shared_id("networks", "open")


def test_a_reference_names_the_sample() -> None:
    identity = identity_of([ONE])

    assert identity.reference("x") == f"SYNTHEA-{identity.sample.hex[:8]}-x"
