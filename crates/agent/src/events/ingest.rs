//! One stretch of a spool file into the database, in one transaction.

use std::collections::BTreeMap;

use detour_rules::Settings;
use detour_spool::{Event, HEADER_BYTES, Reader, SpoolFile};
use tracing::{debug, warn};

use super::batch::Batch;
use super::ignored::Ignored;
use super::{EventsError, SiteEvents, live};
use crate::publish::now;

/// Bytes that are read for one transaction: some thousand events.
const BATCH_BYTES: usize = 512 << 10;

impl SiteEvents {
    /// Reads a file to its end as it is now; answers how far it got. `is_last`: nobody writes to the file any more.
    pub(super) async fn ingest(&mut self, file: &SpoolFile, is_last: bool) -> Result<u64, EventsError> {
        let start = HEADER_BYTES as u64;
        let known = self.positions.get(&file.id).copied();
        if known.is_none() {
            let open = self.connect().await?;
            open.tables.know(&mut open.connection, file.id, start).await?;
        }
        let mut buffer = vec![0; BATCH_BYTES];
        loop {
            let (position, more) = self.stretch(file, is_last, known.unwrap_or(start), &mut buffer).await?;
            self.positions.insert(file.id, position);
            if !more || position >= file.length {
                return Ok(position);
            }
        }
    }

    // One transaction. Where the database says the file has been read to counts, and not what we remember: the answer to
    // a commit may have been lost. Says how far the file is read now, and whether that has changed.
    async fn stretch(
        &mut self,
        file: &SpoolFile,
        is_last: bool,
        remembered: u64,
        buffer: &mut [u8],
    ) -> Result<(u64, bool), EventsError> {
        let mut open = match self.open.take() {
            Some(open) => open,
            None => {
                self.connect().await?;
                return Ok((remembered, true));
            }
        };
        let connection = &mut open.connection;
        connection.execute(&["START TRANSACTION"]).await?;
        // Without a row the tables were made anew since: what was counted is gone with them, and is not counted again.
        let position = open.tables.position(connection, file.id).await?.unwrap_or(remembered);
        let filled = file.read_at(buffer, position)?;
        let mut reader = Reader::new(&buffer[..filled], is_last && position + filled as u64 >= file.length);
        let events: Vec<Event<'_>> = reader.by_ref().collect();
        if reader.consumed() == 0 {
            connection.execute(&["ROLLBACK"]).await?;
            self.open = Some(open);
            return Ok((position, false));
        }
        if !open.tables.is_network() && events.iter().any(|event| event.blog > 1) && self.config.access()?.network {
            // It has become one since we have connected.
            open.connection.close().await;
            return Ok((remembered, true));
        }
        let now = now();
        let mut blogs: BTreeMap<u64, Vec<&Event<'_>>> = BTreeMap::new();
        events.iter().for_each(|event| blogs.entry(event.blog).or_default().push(event));
        let mut strays = 0;
        let mut not_handed_on = None;
        for (blog, events) in blogs {
            let Some(of_blog) = open.tables.of_blog(connection, blog).await? else {
                strays += events.len();
                continue;
            };
            let Settings { recording, ignored, .. } = open.tables.settings(connection, &of_blog.prefix).await?;
            let ignored = Ignored::new(&ignored);
            let mut batch = Batch::default();
            events.iter().for_each(|event| batch.add(event, &recording, &ignored, now, &mut self.sampler));
            open.tables.store(connection, &of_blog, &batch).await?;
            let failure = live::hand_on(connection, &of_blog.prefix, &events, now).await?;
            not_handed_on = not_handed_on.or(failure);
        }
        let mut next = position + reader.consumed() as u64;
        if buffer[..filled].iter().all(|&byte| byte == 0) {
            next = file.end_of_hole(next)?;
        }
        open.tables.count_damage(connection, reader.damaged()).await?;
        open.tables.move_to(connection, file.id, next).await?;
        connection.execute(&["COMMIT"]).await?;
        let lost = events.iter().map(|event| u64::from(event.lost)).sum();
        self.figures.came_in((events.len() - strays) as u64, lost, reader.damaged(), strays as u64);
        debug!(site = self.name, events = events.len(), position = next, "events came in");
        if reader.damaged() > 0 || strays > 0 {
            warn!(
                site = self.name,
                damaged = reader.damaged(),
                strays,
                "parts of the spool are no events of this site"
            );
        }
        self.hear_of(not_handed_on.map(|error| error.to_string()));
        self.open = Some(open);
        Ok((next, true))
    }

    /// Says, once, why plugins don't get the hits of their rules.
    fn hear_of(&mut self, not_handed_on: Option<String>) {
        if let Some(why) = not_handed_on.as_ref().filter(|_| self.not_handed_on != not_handed_on) {
            warn!(site = self.name, "hits of rules that other plugins keep are counted by Detour only: {why}");
        }
        self.not_handed_on = not_handed_on;
    }
}
