//! All mistakes at once, and the trait is there all the same.

use agent_metrics::ClassifyError;

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
}

fn main() {
    for failed in [Failed::Near, Failed::Far, Failed::Nothing, Failed::Twice, Failed::Empty, Failed::Quoted] {
        println!("{}", failed.error_type().as_str());
    }
    let _ = Failed::TwoFields(std::io::ErrorKind::Other.into(), 1);
}
