//! Only tests: `../tests/shapes`, in edition 2021.
