"""What the doctor finds where nothing can be kept."""

from stack.doctor import examine
from stack.folder import DataFolder


def test_a_folder_that_cannot_be_made_is_a_fault_with_its_cure(folder: DataFolder) -> None:
    in_the_way = folder.root / "file"
    in_the_way.touch()

    found = {symptom.subject: symptom for symptom in examine(DataFolder(in_the_way / "data"), "127.0.0.1", 0)}

    assert not found["Data folder"].is_well
    assert "--data" in found["Data folder"].finding
    assert found["Port"].is_well
