// SPDX-License-Identifier: Apache-2.0
// The one thread that changes the gallery and decisions.log.
//
// `step` takes what has come: findings go into one transaction, and an act has one of its own. It commits, tells what
// became different, and only then answers the caller. When nothing has come it goes on matching, in portions, so that a
// user's act never waits long. Tests call `step` themselves.
//
// The writer orders the work; each part keeps its own state: `MatchSchedule` what is due, `Findings` what was found,
// `LogFollower` gallery and log in step, `Erasing` who is being forgotten, `Repair` what went wrong. writer.cc has the
// steps, writer_batch.cc what has come, writer_acts.cc what the user said, writer_start.cc the start and the mending.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/erasing.h"
#include "daemon/findings.h"
#include "daemon/kept_findings.h"
#include "daemon/log_follower.h"
#include "daemon/match_schedule.h"
#include "daemon/messages.h"
#include "daemon/publisher.h"
#include "daemon/repair.h"
#include "daemon/writer_problem.h"
#include "index/decisions/decision_log.h"
#include "system/inbox.h"

namespace facefs {

struct WriterLinks {
  /// Gets what became different in the tree; the token ends when the kernel has been told.
  std::function<void(std::vector<TreeChange>, Token)> on_changes;
  /// Returns the folder that holds one person's reference photos, to be erased with the person.
  std::function<std::filesystem::path(PersonId)> references_of;
  /// Erases the pictures that may show somebody's name.
  std::function<void()> erase_pictures = [] {};
  /// Tells whether a file is still what was read. It may have been removed or changed while a worker had it, and the
  /// news of that may have come first.
  std::function<bool(const std::string& path, const FileStamp&)> is_current = [](const std::string&, const FileStamp&) {
    return true;
  };
  /// Gets what is wrong, as a sentence; empty when it is over.
  std::function<void(const std::string&)> on_problem = [](const std::string&) {};
  /// Runs long work on a thread of its own (tests: at once).
  std::function<void(std::function<void()>)> run_aside = [](const std::function<void()>& work) { work(); };
  /// Compares everything with the disk again, because findings were lost to a fault (a full disk). The token ends with
  /// that.
  std::function<void(Token)> find_again = [](const Token&) {};
  /// Returns the token of a piece of work that `facefs wait` waits for.
  std::function<Token()> begin_work = [] { return nullptr; };
  /// The time until the writer tries again what a full disk prevented.
  std::chrono::milliseconds retry_after = std::chrono::seconds(20);
  /// Gets a sentence about what was mended, if that is worth knowing.
  std::function<void(const std::string&)> on_mended = [](const std::string&) {};
  /// Returns why the disk takes nothing just now, as a sentence; empty if it has room (daemon/disk_room.h).
  std::function<std::string()> lack_of_room = [] { return std::string(); };
  /// Carries out an act. Tests replace it by one that fails.
  std::function<Applied(Update&, DecisionLog&, const Act&)> apply =
      [](Update& update, DecisionLog& log, const Act& act) { return facefs::apply(update, log, act); };
  /// Notes in a gallery that was made anew with which networks its photos are read.
  std::function<void()> remember_networks = [] {};
};

class Writer {
 public:
  using Clock = std::chrono::steady_clock;

  Writer(Gallery& gallery, DecisionLog& log, MatchSettings settings, WriterLinks links);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Lets log and gallery tell each other what one of them has lost of what was said. Called before anything of the
  /// gallery is thrown away.
  void reconcile_log() { follower_.reconcile(); }
  /// Finishes acts that a crash cut short, and applies lines of the log that the gallery lacks. Called before `start`.
  void catch_up();

  void start();
  /// Answers what has come, then ends the thread.
  void stop();

  /// Returns false when the writer has stopped: then the message is never answered.
  bool post(WriterMessage message);

  /// Has an act of the user carried out. Calls `answer` on the writer's thread once the act is durable, or refused. If
  /// the writer has stopped, calls it with EAGAIN on the caller's thread.
  void perform(Act act, const std::function<void(const ActAnswer&)>& answer, Token token);
  void forget(Forget forgetting);
  /// Calls `read` on the writer's thread, or `failed` if that cannot be. If the writer has stopped, calls `failed` with
  /// EAGAIN on the caller's thread.
  void read_log(std::function<void(const DecisionLog&)> read, const std::function<void(int)>& failed, Token token);

  void step(std::chrono::milliseconds patience);

  /// Tells whether findings cannot be stored now, so that it is useless to look for more. Any thread.
  bool is_held_up() const { return kept_.is_holding(); }

 private:
  // writer.cc: the steps
  std::chrono::milliseconds patience() const;
  bool is_settled() const;
  void go_on();
  void take_in_news();
  void search_clusters();
  void find_lost_again();
  void guarded(const std::function<void()>& part);
  void note(const std::exception& fault);
  void note_loss(const std::exception& fault);
  std::string sentence_of(const std::exception& fault) const;

  // writer_batch.cc: what has come
  void apply_batch(std::vector<WriterMessage>& batch);
  void apply_findings(const std::vector<WriterMessage*>& findings);
  void apply_together(const std::vector<WriterMessage*>& findings);
  void ask_whether_current(WriterMessage& message) const;
  void keep(const std::vector<WriterMessage*>& findings);
  void take_in_what_was_kept();

  // writer_acts.cc: what was said
  struct Attempt {
    int error = 0;  ///< 0: the act is accepted
    std::string refusal{};
    bool is_durable = false;  ///< a line of it is in the log
  };
  /// What follows when the gallery failed after the act's line became durable.
  enum class HalfDone : std::uint8_t { is_told, is_tried_again };
  Attempt attempt(const std::function<void()>& act, HalfDone half_done);
  void note_failed_act(const std::exception& fault, Attempt& made, HalfDone half_done);
  void carry_out(ActAsked& asked);
  void carry_out(Forget& forgetting);
  void carry_out(LogReading& reading);
  bool log_mentions(PersonId person) const;

  // writer_start.cc: the start, and the gallery made again
  void take_in_log();
  void mend_references();
  void finish_earlier_erasing();
  void mend();

  Gallery& gallery_;
  DecisionLog& log_;
  WriterLinks links_;
  Inbox<WriterMessage> inbox_;  // outlives the tokens that the parts hold: what waits for them may post
  MatchSchedule schedule_;
  Publisher publisher_;
  Findings findings_;
  LogFollower follower_;
  Erasing erasing_;
  Repair repair_;
  WriterProblem problem_;
  KeptFindings kept_;
  std::thread thread_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace facefs
