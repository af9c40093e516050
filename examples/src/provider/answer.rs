//! Makes the answers. There is no model: a plan names the files whose paths fit the question, and every other answer is an
//! extract of the sentences that have most of the question's words.

use super::request::Message;
use std::collections::HashSet;

const MAX_SENTENCES: usize = 3;
const MAX_CHARACTERS: usize = 240;

pub(super) fn answer(messages: &[Message]) -> String {
    let text_of = |role: &str| messages.iter().rev().find(|message| message.role == role).map(|m| m.content.text());
    let asked = text_of("user").unwrap_or_default();
    let (task, material) = asked.split_once("\n\n").unwrap_or((&asked, ""));
    let question = task.rsplit_once("Question: ").map_or(task, |(_, question)| question);
    if task.starts_with("Plan") {
        return plan(question, &text_of("system").unwrap_or_default());
    }
    extract(question, material).unwrap_or_else(|| format!("Nothing in the text says anything about “{question}”"))
}

/// Returns a line for each tool to use.
fn plan(question: &str, instructions: &str) -> String {
    let words = words(question);
    let files = instructions.lines().filter(|line| line.contains('.') && !line.contains(' '));
    let score = |path: &str| {
        let named = if question.split_whitespace().any(|word| word.trim_end_matches('?') == path) { 100 } else { 0 };
        named + self::words(path).intersection(&words).count()
    };
    let mut scored: Vec<_> = files.map(|path| (score(path), path)).filter(|(score, _)| *score > 0).collect();
    scored.sort_by(|(a, a_path), (b, b_path)| b.cmp(a).then(a_path.len().cmp(&b_path.len())));
    let tool = if question.contains("How many") { "count" } else { "read" };
    let mut steps: Vec<_> = scored.iter().take(2).map(|(_, path)| format!("{tool} {path}")).collect();
    if steps.len() < 2 || question.contains("folder") {
        steps.push("list .".to_owned());
    }
    steps.join("\n")
}

/// Returns the best sentences, in the order of the material.
fn extract(question: &str, material: &str) -> Option<String> {
    let wanted = words(question);
    // A point inside a word, as in `README.md`, ends no sentence.
    let sentences = material.split('\n').flat_map(|line| line.split(". "));
    let sentences = sentences.map(|sentence| sentence.trim().trim_end_matches('.'));
    let sentences = sentences.filter(|sentence| sentence.len() > 2);
    let mut scored: Vec<_> = sentences
        .enumerate()
        .map(|(place, sentence)| (words(sentence).intersection(&wanted).count(), place, sentence))
        .collect();
    scored.sort_by(|(a, a_place, _), (b, b_place, _)| b.cmp(a).then(a_place.cmp(b_place)));
    scored.truncate(MAX_SENTENCES);
    scored.sort_by_key(|(_, place, _)| *place);
    let best = scored.iter().map(|(.., sentence)| sentence.chars().take(MAX_CHARACTERS).collect::<String>());
    let best: Vec<_> = best.collect();
    (!best.is_empty()).then(|| format!("{}.", best.join(". ")))
}

/// Returns the words of more than three letters, in lower case.
fn words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_what_the_question_names() {
        let system = Message::new("system", "You plan.\nREADME.md\nsrc/main.rs\nsrc/pricing/mod.rs");
        let user = Message::new("user", "Plan which tools to use.\nQuestion: How many words does src/main.rs have?");
        assert_eq!(answer(&[system, user]).lines().next(), Some("count src/main.rs"));
    }

    #[test]
    fn an_answer_is_made_of_the_text() {
        let text =
            "Summarise.\nQuestion: What is a channel?\n\nA worker works. A channel takes the questions. The end.";
        let said = answer(&[Message::new("user", text)]);
        assert!(said.contains("A channel takes the questions"), "{said}");
    }
}
