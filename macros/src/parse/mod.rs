//! What was written: the arguments of the attribute, and the function below it.

mod arguments;
mod failure;
mod function;
mod in_place;
mod parameters;
mod returned;

pub(crate) use arguments::{Argument, Arguments, after_generics, arguments, closure_arity};
pub(crate) use function::{Function, function};
pub(crate) use parameters::Mention;
pub(crate) use returned::{Returned, Shape, stream};
