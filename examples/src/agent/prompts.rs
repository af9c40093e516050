//! The prompts of the agent.

use super::Agent;
use crate::{memory::Finding, model::Prompt};
use std::sync::Arc;

/// The number of characters of a file that the model reads at most.
const MAX_CHARACTERS: usize = 6_000;

const INSTRUCTIONS: &str = "\
You are an agent that answers questions about a folder of files. You work in steps, and each request is one of them: \
you plan which tools to use, you summarise what a tool found, or you answer the question from what was found. Say only \
what the text you were given says; where it says nothing about the question, say that. Write plain sentences, no \
headings and no lists unless you are asked for lines. There are three tools: `list FOLDER` gives the names in a folder, \
`read FILE` gives the text of a file, `count FILE` gives its number of words. Paths are relative to the folder.";

/// Returns the system message of every request. It begins with what never changes, so that the provider can cache it.
pub(crate) fn system_prompt(files: &[String]) -> Arc<str> {
    format!("{INSTRUCTIONS}\n\nThe files of the folder:\n{}", files.join("\n")).into()
}

impl Agent {
    fn prompt(&self, task: &str, question: &str, material: &str) -> Prompt {
        let material = material.chars().take(MAX_CHARACTERS).collect();
        Prompt { system: Arc::clone(&self.system_prompt), task: format!("{task}\nQuestion: {question}"), material }
    }

    pub(super) fn plan_prompt(&self, question: &str) -> Prompt {
        let task = "Plan which tools to use for this question. Answer with one to three lines, each `list FOLDER`, \
                    `read FILE` or `count FILE`, and nothing else.";
        self.prompt(task, question, "")
    }

    pub(super) fn memories_prompt(&self, question: &str, memories: &[Finding]) -> Prompt {
        let task = "Summarise in two sentences what you remember that has to do with this question.";
        let lines: Vec<_> = memories.iter().map(|memory| format!("{}: {}", memory.subject, memory.text)).collect();
        self.prompt(task, question, &lines.join("\n"))
    }

    pub(super) fn finding_prompt(&self, question: &str, found: &str) -> Prompt {
        self.prompt("Summarise in at most three sentences what this says about the question.", question, found)
    }

    pub(super) fn answer_prompt(&self, question: &str, reports: &[String]) -> Prompt {
        self.prompt("Answer the question in at most five sentences from these reports.", question, &reports.join("\n"))
    }
}
