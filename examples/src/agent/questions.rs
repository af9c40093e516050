//! The questions that the agent asks itself.

/// The questions. `{file}` stands for one of the folder's files, a different one each time.
const QUESTIONS: &[&str] = &[
    "What is this project, and what does its README promise?",
    "What is {file} for?",
    "How many words does {file} have?",
    "Which packages and dependencies does Cargo.toml name?",
    "Which functions and types does {file} define?",
    "What do the comments in {file} say about why it is so?",
    "Which files and folders lie at the top?",
    "What in {file} could go wrong, and how is that handled?",
];

/// Returns the question of a turn; turns begin with 1.
pub(crate) fn question(turn: u32, files: &[String]) -> String {
    let turn = turn as usize - 1;
    // A step that is coprime to most numbers of files visits all of them.
    let file = files.get((turn * 37 + 11) % files.len().max(1)).map_or("README.md", String::as_str);
    QUESTIONS[turn % QUESTIONS.len()].replace("{file}", file)
}
