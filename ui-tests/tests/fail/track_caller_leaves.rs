use agent_metrics::{process_metric, tool_call};

#[tool_call]
#[track_caller]
fn returns(number: u8) -> u8 {
    if number == 0 {
        return 1;
    }
    number
}

#[process_metric(worker)]
#[track_caller]
fn asks(text: &str) -> Result<u8, std::num::ParseIntError> {
    Ok(text.parse::<u8>()? + 1)
}

fn main() {
    returns(0);
    let _ = asks("1");
}
