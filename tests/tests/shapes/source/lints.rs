// What the compiler and clippy say of the plain function they say of the metered one: an `#[expect]` that is not
// fulfilled is an error here.

#[expect(dead_code)]
#[metered]
async fn never_called() {}

#[metered]
#[expect(dead_code)]
fn never_called_either() {}

#[expect(unused_variables)]
#[metered]
pub async fn unused_argument(argument: u8) {}

#[expect(unused_variables)]
#[metered]
pub fn sync_unused_argument(argument: u8) -> u8 {
    1
}

#[expect(unused_mut)]
#[metered]
pub fn unused_mut(mut argument: u8) -> u8 {
    argument
}

#[expect(unused_mut)]
#[metered]
pub async fn unused_mut_later(mut argument: u8) -> u8 {
    argument
}

#[expect(unused_assignments)]
#[metered]
pub fn unused_assignment(mut argument: u8) {
    let _ = argument;
    argument = 1;
}

#[expect(unused_must_use)]
#[metered]
pub fn unused_result() {
    "7".parse::<u8>();
}

#[expect(unused_must_use)]
#[metered]
pub async fn unused_future() {
    unused_argument(1);
}

#[expect(unreachable_code)]
#[metered]
pub fn unreachable() -> u8 {
    return 1;
    2
}

#[expect(unused_variables)]
#[metered]
pub async fn unused_local() {
    let local = 1;
}

#[expect(unused_parens)]
#[metered]
pub fn unused_parentheses() -> u8 {
    let one = (1);
    one
}

/// Documented, and it stays so.
#[deny(missing_docs)]
#[metered]
pub fn documented() {}

/// Documented.
#[expect(clippy::missing_errors_doc)]
#[metered]
pub async fn without_errors_doc() -> Result<(), std::fmt::Error> {
    Ok(())
}

/// Documented.
#[expect(clippy::missing_errors_doc)]
#[metered]
pub fn sync_without_errors_doc() -> Result<(), std::fmt::Error> {
    Err(std::fmt::Error)
}

/// Documented.
#[expect(clippy::missing_panics_doc)]
#[metered]
pub async fn without_panics_doc(text: &str) -> u8 {
    text.parse().unwrap()
}

/// Documented.
#[expect(clippy::missing_panics_doc)]
#[metered]
pub fn sync_without_panics_doc(text: &str) {
    assert!(!text.is_empty());
    panic!("always");
}

/// Documented.
#[warn(clippy::must_use_candidate)]
#[expect(clippy::must_use_candidate)]
#[metered]
pub fn must_use_candidate(number: u8) -> u8 {
    number.wrapping_add(1)
}

#[expect(clippy::used_underscore_binding)]
#[metered]
pub fn used_underscore(_number: u8) -> u8 {
    _number
}

#[must_use]
#[metered]
pub fn must_use() -> u8 {
    1
}

#[expect(unused_must_use)]
pub fn must_use_is_kept() {
    must_use();
}

#[metered]
#[allow(clippy::needless_pass_by_ref_mut)] // the body is about another lint
pub fn deny_is_kept(numbers: &mut Vec<u8>) {
    #![deny(unused_results)]
    numbers.push(1);
}
