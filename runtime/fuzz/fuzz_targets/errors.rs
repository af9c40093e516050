//! Classifies any text as an error: as the body of an HTTP answer, as a message, and as a machine code.
#![no_main]

use agent_metrics::ErrorType;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (status, text) = input;
    let _ = ErrorType::from_body(status, text);
    let _ = ErrorType::from_answer(status, Some(text), text);
    let _ = ErrorType::from_text(text);
    let _ = ErrorType::from_code(text);
    let _ = text.parse::<ErrorType>();
});
