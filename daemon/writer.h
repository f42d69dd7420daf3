// SPDX-License-Identifier: Apache-2.0
// The one thread that changes the gallery and decisions.log.
//
// `step` takes what has come, applies it in one transaction, commits, tells what became different, and only then
// answers whoever waits. When nothing has come it takes matching further: after references or the sample changed,
// whom that concerns is matched anew, in portions, so that a user's act never waits for it. Tests call `step`
// themselves. writer.cc has the steps, writer_findings.cc what was found, writer_acts.cc what was said.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/messages.h"
#include "index/decisions/decision_log.h"
#include "index/upkeep/cluster_upkeep.h"
#include "index/upkeep/match_upkeep.h"
#include "system/inbox.h"

namespace facefs {

struct WriterLinks {
  /// What became different in the tree; the token ends when the kernel has been told.
  std::function<void(std::vector<TreeChange>, Token)> on_changes;
  /// The folder that holds one person's reference photos, to be erased with the person.
  std::function<std::filesystem::path(PersonId)> references_of;
  /// Pictures that may show somebody's name.
  std::function<void()> erase_pictures = [] {};
  /// Whether a file is still what was read. What was read may have been removed or changed while a worker had it; the
  /// news of that may have overtaken it.
  std::function<bool(const std::string& path, const FileStamp&)> is_current = [](const std::string&, const FileStamp&) {
    return true;
  };
  /// What is wrong, as a sentence; empty when it is over.
  std::function<void(const std::string&)> on_problem = [](const std::string&) {};
  /// Runs long work on a thread of its own (tests: at once).
  std::function<void(std::function<void()>)> run_aside = [](const std::function<void()>& work) { work(); };
  /// Findings were lost to a fault (a full disk): compare everything with the disk again. The token ends with it.
  std::function<void(Token)> find_again = [](const Token&) {};
  /// A piece of work that `facefs wait` waits for.
  std::function<Token()> begin_work = [] { return nullptr; };
  /// Until what a full disk kept from being done is tried again.
  std::chrono::milliseconds retry_after = std::chrono::seconds(20);
  /// What was mended and is worth knowing, as a sentence.
  std::function<void(const std::string&)> on_mended = [](const std::string&) {};
  /// Why the disk takes nothing just now, as a sentence; empty where it has room (daemon/disk_room.h).
  std::function<std::string()> lack_of_room = [] { return std::string(); };
  /// Carries out an act; tests put one in its place that fails.
  std::function<Applied(Update&, DecisionLog&, const Act&)> apply =
      [](Update& update, DecisionLog& log, const Act& act) { return facefs::apply(update, log, act); };
};

class Writer {
 public:
  using Clock = std::chrono::steady_clock;

  Writer(Gallery& gallery, DecisionLog& log, MatchSettings settings, WriterLinks links);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Log and gallery tell each other what one of them has lost of what was said. Before anything of the gallery is
  /// thrown away.
  void reconcile_log();
  /// Acts that a crash cut short are finished, and lines of the log that the gallery lacks are applied. Before `start`.
  void catch_up();

  void start();
  /// Answers what has come, then ends the thread.
  void stop();

  /// False when stopped: then nobody will answer.
  bool post(WriterMessage message);

  /// An act of the user; `answer` is called once it is durable, or refused, on the writer's thread (with EAGAIN on the
  /// caller's when it has stopped).
  void perform(Act act, const std::function<void(const ActAnswer&)>& answer, Token token);
  void forget(Forget forgetting);
  /// `read` is called on the writer's thread; `failed` likewise, or on the caller's when it has stopped.
  void read_log(std::function<void(const DecisionLog&)> read, const std::function<void(int)>& failed, Token token);

  void step(std::chrono::milliseconds patience);

  /// What is found now cannot be stored: it is of no use to look for more. Any thread.
  bool is_held_up() const { return held_up_; }

 private:
  void apply(Update& update, PhotoRead& read);
  void apply(Update& update, PhotoFailed& failed);
  void apply(Update& update, PathGone& gone);
  void apply(Update& update, FolderGone& gone);
  void apply(Update& update, ReferenceRead& read);
  void apply(Update& update, ReferenceGone& gone);
  static void apply(Update& update, const TextToKeep& kept);
  void apply_batch(std::vector<WriterMessage>& batch);
  void apply(Update& update, GalleryDamaged& damaged);
  bool is_of_this_gallery(const GalleryDamaged& damaged) const;
  void apply(Update& update, ClustersFound& found_clusters);
  void apply_findings(const std::vector<WriterMessage*>& findings);
  void ask_whether_current(WriterMessage& message) const;
  void apply_together(const std::vector<WriterMessage*>& findings);
  void carry_out(ActAsked& asked);
  void carry_out(Forget& forget);
  void carry_out(LogReading& reading);
  void replay_log();
  void judge_references(Update& update, PersonId person);
  void erase_faces(const Forget& forgetting);
  bool log_mentions(PersonId person) const;
  void finish_erasing();
  void finish_earlier_erasing();
  void erase_from_gallery(const std::vector<PersonId>& people);
  void match_more();
  void refresh();
  void match_decided(Update& update);
  void group_unknown();
  bool is_settled() const;
  void tell(Update& update, std::vector<Token> tokens);
  void put_damaged_lines_back();
  void write_log_anew();
  void restore_people_of_references();
  void take_in_log();
  void mend();
  std::chrono::milliseconds patience() const;
  void guarded(const std::function<void()>& part);
  void note_loss(const std::exception& fault);
  std::string sentence_of(const std::exception& fault) const;
  void keep(const std::vector<WriterMessage*>& findings);
  void take_in_what_was_kept();
  void set_problem(const std::string& sentence);
  void find_again_later();
  void find_lost_again();
  void keep_waiting(const std::vector<WriterMessage>& batch);
  Token retry();

  Gallery& gallery_;
  DecisionLog& log_;
  WriterLinks links_;
  MatchUpkeep matching_;
  ClusterUpkeep grouping_;
  Inbox<WriterMessage> inbox_;
  std::thread thread_;
  std::atomic<bool> stopping_ = false;

  // What matching still has to take in, and the work that waits for it.
  bool people_changed_ = true;
  bool photos_changed_ = true;
  std::vector<Token> waiting_for_match_;
  Clock::time_point next_refresh_{};
  std::vector<PersonId> being_forgotten_;  ///< their line is in the log, their bytes may still be there
  bool behind_ = false;                    ///< the log has lines that the gallery could not take
  bool has_problem_ = false;
  bool act_failed_ = false;  ///< the last one, for another cause than that it cannot be: its sentence stays
  std::string damage_;       ///< what of the gallery was found damaged, until it is mended
  Clock::time_point mend_at_{};
  Clock::time_point burst_until_{};    ///< somebody is just removing photos one by one: nothing moves under their hands
  std::vector<Token> lost_;            ///< of what was lost first, held until all that was lost was found again
  std::weak_ptr<Work> retry_;          ///< while it is looked for
  bool erasing_ = false;               ///< bytes are to leave the disk
  std::vector<Token> until_erased_{};  ///< of those who asked for it
  std::optional<Clock::time_point> find_again_at_;  ///< after findings were lost
  std::atomic<bool> held_up_ = false;               ///< the disk took nothing when it was last tried
  std::vector<WriterMessage> kept_;                 ///< findings that wait for it, in their order
};

}  // namespace facefs
