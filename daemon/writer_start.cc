// SPDX-License-Identifier: Apache-2.0
// The start of the writer, and a damaged gallery made again.
#include "daemon/reference_files.h"
#include "daemon/writer.h"
#include "index/decisions/acts.h"
#include "index/storage/damage.h"
#include "index/storage/folders.h"

namespace facefs {
namespace {

/// Returns what the kernel may remember of the gallery as it was, as far as that can still be read.
std::vector<TreeChange> everything_in(const Gallery& gallery) {
  try {
    return Folders(Snapshot(gallery)).everything_gone();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

void Writer::catch_up() {
  schedule_.begin_again();  // it may be the second time, with another gallery
  try {
    follower_.reconcile();
    Snapshot(gallery_).check_counts();
    take_in_log();
    take_in_news();  // before any photo is matched: else it would be matched with nobody
  } catch (const std::exception& fault) {
    if (!is_damage(fault)) throw;
    repair_.note_damage(fault.what());
    mend();
  }
  schedule_.take_up(Snapshot(gallery_));
  schedule_.hold({links_.begin_work()});  // until every face is matched with the people as they are now
  finish_earlier_erasing();
}

void Writer::take_in_log() {
  follower_.take_in();
  erasing_.take_up();
  mend_references();
}

void Writer::mend_references() {
  const auto perform = [&](const std::vector<Act>& acts) {
    const std::uint64_t before = log_.last_seq();
    try {
      Update update(gallery_);
      for (const Act& act : acts) facefs::apply(update, log_, act);
      follower_.note(update);
      update.commit();
    } catch (const std::exception&) {
      if (log_.last_seq() > before) follower_.fall_behind();
      throw;
    }
  };
  guarded([&] { mend_reference_files(links_.references_of(kNobody).parent_path(), gallery_, perform); });
}

/// Finishes earlier erasing before anything is served. If the disk is full now, it is tried again later.
void Writer::finish_earlier_erasing() {
  guarded([&] {
    while (erasing_.is_under_way()) go_on();
  });
}

/// Makes the gallery again, around its faces. People and decisions come from the log, the rest from the photos and
/// references. Photos are read again but not embedded again; references are embedded again. If the disk is full, it is
/// tried again later.
void Writer::mend() {
  problem_.set("the gallery was damaged (" + repair_.damage() + "): it is made again, and nothing you said is lost");
  repair_.begin_mending(Clock::now(), schedule_.take_waiting());
  const std::vector<TreeChange> gone = everything_in(gallery_);
  gallery_.begin_anew_with_faces();
  links_.remember_networks();
  schedule_.begin_again();
  schedule_.take_up(Snapshot(gallery_));
  take_in_log();
  repair_.end_mending();
  take_in_what_was_kept();
  schedule_.people_changed();
  schedule_.photos_changed();
  const Token work = repair_.search_work();
  publisher_.tell(gone, work);
  links_.find_again(work);
}

}  // namespace facefs
