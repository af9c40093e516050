//! What the function of `with` takes and returns is checked by the compiler, where it is written.

use agent_metrics::{ClassifyError, ErrorType};

#[derive(ClassifyError)]
enum Failed {
    #[error_type(with = |status| ErrorType::from_http_status(*status))]
    Optional(u16),
    #[error_type(with = |text| text.missing())]
    Method(String),
    #[error_type(with = by_text)]
    OfAnotherType(u16),
}

fn by_text(text: &str) -> ErrorType {
    ErrorType::from_text(text).unwrap_or(ErrorType::Other)
}

fn main() {
    let _ = [Failed::Optional(1), Failed::Method(String::new()), Failed::OfAnotherType(1)].map(|failed| failed.error_type());
}
