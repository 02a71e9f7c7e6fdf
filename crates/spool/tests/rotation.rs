//! Writers and the keeper together: whatever is replaced when, every event that was written is read once.

use std::collections::HashMap;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use detour_spool::{Event, HEADER_BYTES, Keeper, KeeperError, Kind, Reader, SpoolFile, State, Writer};

const LIMIT: u64 = 1 << 30;

fn directory() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o750)).unwrap();
    let path = directory.path().join("shop.spool");
    (directory, path)
}

fn record(time: u64, writer: &Writer) -> Vec<u8> {
    let mut bytes = Vec::new();
    Event { lost: writer.lost(), ..Event::new(Kind::Hit, time) }.write(&mut bytes);
    bytes
}

fn append(writer: &mut Writer, time: u64, now: u64) -> bool {
    let record = record(time, writer);
    writer.append(&record, now, LIMIT)
}

/// The times of the events from `position` on, and where to go on.
fn read(file: &SpoolFile, position: u64) -> (Vec<u64>, u64) {
    let mut bytes = vec![0; (file.length.saturating_sub(position)) as usize];
    let count = file.read_at(&mut bytes, position).unwrap();
    let mut reader = Reader::new(&bytes[..count], false);
    let times = reader.by_ref().map(|event| event.time).collect();
    assert_eq!(reader.damaged(), 0);
    (times, position + reader.consumed() as u64)
}

#[test]
fn every_event_is_read_once_while_files_are_replaced_under_load() {
    const WORKERS: u64 = 4;
    const REPLACED: u32 = 20;
    let (_directory, path) = directory();
    let mut keeper = Keeper::open(path.clone()).unwrap();
    let (working, replaced) = (AtomicBool::new(true), AtomicU32::new(0));
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut written = 0;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let (path, replaced) = (path.clone(), &replaced);
                scope.spawn(move || {
                    let mut writer = Writer::new(path);
                    let mut event = 0;
                    while replaced.load(Ordering::Relaxed) < REPLACED {
                        // As if every hundredth event were in a new second.
                        assert!(append(&mut writer, worker << 32 | event, event / 100), "{:?}", writer.state());
                        event += 1;
                        if event % 10 == 0 {
                            // The keeper has to keep up.
                            std::thread::sleep(Duration::from_micros(200));
                        }
                    }
                    event
                })
            })
            .collect();
        let keep = scope.spawn(|| {
            let mut positions = HashMap::new();
            loop {
                let more = working.load(Ordering::Acquire);
                for mut file in keeper.files().unwrap() {
                    let is_finished = file.is_finished().unwrap();
                    let position = positions.entry(file.id).or_insert(HEADER_BYTES as u64);
                    let (times, next) = read(&file, *position);
                    *position = next;
                    times.into_iter().for_each(|time| *seen.entry(time).or_default() += 1);
                    if is_finished {
                        assert_eq!(*position, file.length);
                        file.remove().unwrap();
                    } else if !file.is_sealed && file.length > 10_000 && keeper.replace(&file).unwrap() {
                        replaced.fetch_add(1, Ordering::Relaxed);
                    }
                }
                if !more && keeper.files().unwrap().len() == 1 {
                    return;
                }
            }
        });
        written = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
        working.store(false, Ordering::Release);
        keep.join().unwrap();
    });
    assert_eq!(seen.len() as u64, written);
    assert!(seen.values().all(|&times| times == 1));
}

#[test]
fn a_worker_that_holds_a_replaced_file_keeps_it_from_being_removed() {
    let (_directory, path) = directory();
    let mut keeper = Keeper::open(path.clone()).unwrap();
    let mut late = Writer::new(path);
    assert!(append(&mut late, 1, 0));
    assert!(!keeper.is_quiet());
    let active = keeper.files().unwrap().swap_remove(0);
    assert!(keeper.is_quiet());
    assert!(keeper.replace(&active).unwrap());
    assert!(!keeper.is_quiet());

    let mut files = keeper.files().unwrap();
    assert_eq!((files.len(), files[0].is_sealed), (2, true));
    assert!(!files[0].is_finished().unwrap());
    // In the same second it doesn't look again.
    assert!(append(&mut late, 2, 0));
    assert_eq!(read(&keeper.files().unwrap()[0], HEADER_BYTES as u64).0, [1, 2]);

    late.look(1);
    let mut files = keeper.files().unwrap();
    assert!(files[0].is_finished().unwrap() && !files[1].is_finished().unwrap());
    files.swap_remove(0).remove().unwrap();
    assert!(append(&mut late, 3, 1));
    assert_eq!(read(&keeper.files().unwrap()[0], HEADER_BYTES as u64).0, [3]);
}

#[test]
fn a_stop_in_the_middle_of_replacing_leaves_nothing_twice() {
    let (_directory, path) = directory();
    let mut keeper = Keeper::open(path.clone()).unwrap();
    let active = keeper.files().unwrap().swap_remove(0);
    std::fs::hard_link(&path, format!("{}.{}", path.display(), active.id)).unwrap();
    std::fs::write(format!("{}.new", path.display()), "half").unwrap();
    drop(keeper);
    let mut keeper = Keeper::open(path).unwrap();
    let files = keeper.files().unwrap();
    assert_eq!((files.len(), files[0].id), (1, active.id));
    assert!(keeper.replace(&files[0]).unwrap());
    assert_eq!(keeper.files().unwrap().len(), 2);
}

#[test]
fn what_cant_be_written_is_counted_and_told_by_the_next_event() {
    let (directory, path) = directory();
    let mut writer = Writer::new(path.clone());
    assert!(!append(&mut writer, 1, 0));
    assert_eq!((writer.state(), writer.lost()), (State::Missing, 1));
    let mut keeper = Keeper::open(path.clone()).unwrap();
    assert!(!append(&mut writer, 2, 0), "no second look in the same second");
    assert!(append(&mut writer, 3, 1));
    assert_eq!((writer.state(), writer.lost()), (State::Ok, 0));

    let mut bytes = vec![0; 4096];
    let count = keeper.files().unwrap()[0].read_at(&mut bytes, HEADER_BYTES as u64).unwrap();
    let events: Vec<_> = Reader::new(&bytes[..count], true).map(|event| (event.time, event.lost)).collect();
    assert_eq!(events, [(3, 2)]);

    let full = record(4, &writer);
    assert!(!writer.append(&full, 1, 100));
    assert_eq!(writer.state(), State::Full);

    let link = directory.path().join("link.spool");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut writer = Writer::new(link);
    assert!(!append(&mut writer, 1, 0));
    assert_eq!(writer.state(), State::Untrusted);
    let mut writer = Writer::new(directory.path().to_owned());
    assert!(!append(&mut writer, 1, 0));
    assert_eq!(writer.state(), State::Unwritable);
}

#[test]
fn a_spool_has_one_keeper_in_a_directory_nobody_else_may_change() {
    let (directory, path) = directory();
    let first = Keeper::open(path.clone()).unwrap();
    assert!(matches!(Keeper::open(path.clone()), Err(KeeperError::Taken(_))));
    drop(first);
    Keeper::open(path.clone()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);

    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o770)).unwrap();
    let refused = Keeper::open(path.clone()).unwrap_err().to_string();
    assert!(refused.ends_with("others may change the directory. Take the right away: chmod go-w"), "{refused}");
    let refused = Keeper::open(Path::new("/nowhere/shop.spool").to_owned()).unwrap_err().to_string();
    assert!(refused.contains("install -d -g GROUP -m 2750"), "{refused}");

    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o750)).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "something else, as long as a header must be, and longer").unwrap();
    let refused = Keeper::open(path).unwrap_err().to_string();
    assert!(refused.ends_with("its first line is not that of a spool. Move it away"), "{refused}");
}

#[test]
fn the_keeper_follows_no_link() {
    let (directory, path) = directory();
    drop(Keeper::open(path.clone()).unwrap());
    let elsewhere = directory.path().join("elsewhere");
    for name in [&path, &path.with_extension("spool.lock")] {
        std::fs::rename(name, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, name).unwrap();
        assert!(matches!(Keeper::open(path.clone()), Err(KeeperError::Io(..))), "{}", name.display());
        std::fs::rename(&elsewhere, name).unwrap();
    }
    Keeper::open(path).unwrap();
}

#[test]
fn a_first_line_that_a_worker_has_changed_is_put_back() {
    let (_directory, path) = directory();
    let mut keeper = Keeper::open(path.clone()).unwrap();
    let mut writer = Writer::new(path.clone());
    let in_use = |keeper: &mut Keeper| keeper.files().unwrap().pop().unwrap();
    let id = in_use(&mut keeper).id;
    let mut position = HEADER_BYTES as u64;
    let lines = ["detour-spool 1 0123456789abcdef0123456789abcdef\n", "detour-spool 9", "\0\0\0\0"];
    for (time, line) in lines.iter().enumerate() {
        assert!(append(&mut writer, time as u64, 0));
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().write_all_at(line.as_bytes(), 0).unwrap();
        if time == 1 {
            // Whoever comes next knows as well.
            drop(keeper);
            keeper = Keeper::open(path.clone()).unwrap();
        } else {
            assert!(in_use(&mut keeper).is_restored, "{line:?}");
        }
        let file = in_use(&mut keeper);
        assert_eq!((file.id, file.is_restored), (id, false), "{line:?}");
        let (times, next) = read(&file, position);
        assert_eq!(times, [time as u64]);
        position = next;
    }
    // One that was replaced has its id in its name.
    let active = in_use(&mut keeper);
    keeper.replace(&active).unwrap();
    let sealed = keeper.files().unwrap().swap_remove(0);
    std::fs::OpenOptions::new().write(true).open(&sealed.path).unwrap().set_len(3).unwrap();
    let files = keeper.files().unwrap();
    assert_eq!((files.len(), files[0].id, files[0].is_restored, files[1].is_restored), (2, id, true, false));
}
