//! All mistakes at once, and the trait is there all the same.

use agent_metrics::{ClassifyError, ErrorType};

#[derive(ClassifyError)]
enum Failed {
    #[error_type(rate_limt)]
    Near,
    #[error_type(teapot)]
    Far,
    Nothing,
    #[error_type(transparent)]
    TwoFields(std::io::Error, u8),
    #[error_type(auth)]
    #[error_type(timeout)]
    Twice,
    #[error_type]
    Empty,
    #[error_type = "auth"]
    Quoted,
    #[error_type(with)]
    NoFunction(u16),
    #[error_type(with = |status| by_status(status))]
    Arity { status: u16, body: String },
    #[error_type(with = by_status(&404))]
    Called(u16),
    #[error_type(auth = by_status)]
    Value(u16),
}

fn by_status(status: &u16) -> ErrorType {
    ErrorType::from_http_status(*status).unwrap_or(ErrorType::Other)
}

fn main() {
    for failed in [Failed::Near, Failed::Far, Failed::Nothing, Failed::Twice, Failed::Empty, Failed::Quoted] {
        println!("{}", failed.error_type().as_str());
    }
    let _ = Failed::TwoFields(std::io::ErrorKind::Other.into(), 1);
    let _ = (Failed::NoFunction(by_status(&1) as u16), Failed::Arity { status: 1, body: String::new() });
    let _ = (Failed::Called(1), Failed::Value(1));
}
