//! What the attributes say to wrong code, and the shapes that must compile: `tests/`.
