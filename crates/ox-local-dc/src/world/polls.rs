//! Polls and quizzes: the question, who voted for what, and what a viewer may see of it.
//! A forwarded poll is the same poll. Out of scope: media in polls, open answers, closing by date, countries.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{enums, types};

use super::State;
use super::messages::Uid;
use super::peers::{Mentioned, Peer};
use crate::rpc::{Answer, Refusal};
use crate::session::unix_seconds;

/// A poll. Invariant: every vote names options of `question.answers`.
pub(crate) struct Poll {
    pub question: types::Poll,
    pub creator: i64,
    pub correct: BTreeSet<Vec<u8>>,
    pub solution: Option<(String, Vec<enums::MessageEntity>)>,
    /// Options and date, by person.
    pub votes: BTreeMap<i64, (Vec<Vec<u8>>, i32)>,
    /// The messages that show it.
    pub shown: Vec<Uid>,
}

/// Answers of a poll at most.
const MOST_ANSWERS: usize = 12;

fn option_of(at: usize, answer: enums::PollAnswer) -> types::PollAnswer {
    match answer {
        enums::PollAnswer::Answer(answer) => types::PollAnswer { media: None, ..answer },
        enums::PollAnswer::InputPollAnswer(answer) => types::PollAnswer {
            text: answer.text,
            option: at.to_string().into_bytes(),
            media: None,
            added_by: None,
            date: None,
        },
    }
}

fn option(answer: &enums::PollAnswer) -> &[u8] {
    match answer {
        enums::PollAnswer::Answer(answer) => &answer.option,
        enums::PollAnswer::InputPollAnswer(_) => &[],
    }
}

impl Poll {
    /// The poll that a client describes.
    pub fn of(id: i64, creator: i64, media: &types::InputMediaPoll) -> Answer<Poll> {
        let enums::Poll::Poll(mut question) = media.poll.clone();
        let answers: Vec<types::PollAnswer> =
            question.answers.into_iter().enumerate().map(|(at, answer)| option_of(at, answer)).collect();
        let enums::TextWithEntities::Entities(text) = &question.question;
        if text.text.is_empty() {
            return Err(Refusal::bad("POLL_QUESTION_INVALID"));
        }
        if !(1..=MOST_ANSWERS).contains(&answers.len()) {
            return Err(Refusal::bad("POLL_ANSWERS_INVALID"));
        }
        let options: BTreeSet<&Vec<u8>> = answers.iter().map(|answer| &answer.option).collect();
        if options.len() < answers.len() {
            return Err(Refusal::bad("POLL_OPTION_DUPLICATE"));
        }
        let correct = media.correct_answers.iter().flatten();
        let correct: BTreeSet<Vec<u8>> =
            correct.filter_map(|at| answers.get(*at as usize)).map(|answer| answer.option.clone()).collect();
        if question.quiz && (correct.is_empty() || question.multiple_choice && correct.len() > answers.len())
        {
            return Err(Refusal::bad("QUIZ_CORRECT_ANSWERS_EMPTY"));
        }
        question.answers = answers.into_iter().map(Into::into).collect();
        (question.id, question.hash) = (id, id);
        let solution = media.solution.clone();
        let solution = solution.map(|text| (text, media.solution_entities.clone().unwrap_or_default()));
        Ok(Poll { question, creator, correct, solution, votes: BTreeMap::new(), shown: Vec::new() })
    }

    /// Votes, or takes the vote back with no option.
    pub fn vote(&mut self, person: i64, options: Vec<Vec<u8>>) -> Answer<()> {
        let known = |wanted: &Vec<u8>| self.question.answers.iter().any(|answer| option(answer) == wanted);
        match () {
            () if self.question.closed => Err(Refusal::bad("MESSAGE_POLL_CLOSED")),
            () if !options.iter().all(known) => Err(Refusal::bad("OPTION_INVALID")),
            () if options.len() > 1 && !self.question.multiple_choice => {
                Err(Refusal::bad("OPTIONS_TOO_MUCH"))
            }
            () if self.votes.contains_key(&person)
                && (self.question.quiz || self.question.revoting_disabled) =>
            {
                Err(Refusal::bad("REVOTE_NOT_ALLOWED"))
            }
            () => {
                match options.is_empty() {
                    true => self.votes.remove(&person),
                    false => self.votes.insert(person, (options, unix_seconds())),
                };
                Ok(())
            }
        }
    }

    /// Who voted for an option, the last one first.
    fn voters<'a>(&'a self, option: &'a [u8]) -> impl Iterator<Item = i64> + 'a {
        let chose =
            move |(_, (options, _)): &(&i64, &(Vec<Vec<u8>>, i32))| options.iter().any(|o| o == option);
        self.votes.iter().filter(chose).map(|(person, _)| *person)
    }

    /// What `viewer` may know of the votes: all of it once she has voted, or when the poll is closed.
    fn results(&self, viewer: i64, seen: &mut Mentioned) -> enums::PollResults {
        let own = self.votes.get(&viewer).map(|(options, _)| options);
        let open = own.is_some() || self.question.closed;
        let line = |answer: &enums::PollAnswer| {
            let option = option(answer);
            types::PollAnswerVoters {
                chosen: own.is_some_and(|own| own.iter().any(|chosen| chosen == option)),
                correct: self.correct.contains(option),
                option: option.to_vec(),
                voters: Some(self.voters(option).count() as i32),
                // One flag stands for both fields: a list goes with the number, empty where votes are secret.
                recent_voters: Some(match self.question.public_voters {
                    true => self.voters(option).map(|person| Peer::User(person).tl()).collect(),
                    false => Vec::new(),
                }),
            }
            .into()
        };
        let recent = self.question.public_voters.then(|| {
            self.votes.keys().for_each(|person| seen.add(Peer::User(*person)));
            self.votes.keys().map(|person| Peer::User(*person).tl()).take(3).collect()
        });
        let (solution, solution_entities) = self.solution.clone().filter(|_| open).unzip();
        types::PollResults {
            min: false,
            has_unread_votes: false,
            can_view_stats: false,
            results: open.then(|| self.question.answers.iter().map(line).collect()),
            total_voters: Some(self.votes.len() as i32),
            recent_voters: recent,
            solution,
            solution_entities,
            solution_media: None,
        }
        .into()
    }

    fn question_for(&self, viewer: i64) -> enums::Poll {
        types::Poll { creator: self.creator == viewer, ..self.question.clone() }.into()
    }
}

impl State {
    /// A poll on a message, as `viewer` sees it.
    pub fn poll_media(&self, viewer: i64, id: i64, seen: &mut Mentioned) -> enums::MessageMedia {
        let Some(poll) = self.polls.get(&id) else { return enums::MessageMedia::Empty };
        types::MessageMediaPoll {
            poll: poll.question_for(viewer),
            results: poll.results(viewer, seen),
            attached_media: None,
        }
        .into()
    }

    /// The news of a poll for `viewer`.
    pub fn poll_update(&self, viewer: i64, id: i64, seen: &mut Mentioned) -> Option<enums::Update> {
        let poll = self.polls.get(&id)?;
        let shown = poll.shown.iter().find_map(|uid| {
            let record = &self.records[*uid];
            Some((record.peer_for(viewer), record.id_for(viewer)?))
        });
        Some(
            types::UpdateMessagePoll {
                peer: shown.map(|(peer, _)| peer.tl()),
                msg_id: shown.map(|(_, id)| id),
                top_msg_id: None,
                poll_id: id,
                poll: Some(poll.question_for(viewer)),
                results: poll.results(viewer, seen),
            }
            .into(),
        )
    }

    /// The votes for an option, or all of them.
    pub fn votes(&self, id: i64, wanted: Option<&[u8]>) -> Vec<types::MessagePeerVote> {
        let votes = self.polls.get(&id).into_iter().flat_map(|poll| &poll.votes);
        let single = |(person, (options, date)): (&i64, &(Vec<Vec<u8>>, i32))| {
            let option = options.iter().find(|option| wanted.is_none_or(|wanted| *option == wanted))?;
            Some(types::MessagePeerVote {
                peer: Peer::User(*person).tl(),
                option: option.clone(),
                date: *date,
            })
        };
        votes.filter_map(single).collect()
    }
}
