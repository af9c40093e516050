//! Tests the errors that the attributes report for wrong code, and the shapes that must compile: `tests/`.
