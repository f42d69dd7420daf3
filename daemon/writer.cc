// SPDX-License-Identifier: Apache-2.0
#include "daemon/writer.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "index/storage/damage.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 256;
constexpr std::uint64_t kQuicklyCopied = 100'000;  // faces

}  // namespace

Writer::Writer(Gallery& gallery, DecisionLog& log, MatchSettings settings, WriterLinks links)
    : gallery_(gallery),
      log_(log),
      links_(std::move(links)),
      schedule_(settings),
      publisher_(schedule_, links_.on_changes),
      findings_(gallery, schedule_, links_.references_of),
      follower_(gallery, log, schedule_, publisher_,
                {.references_of = links_.references_of, .on_mended = links_.on_mended}),
      erasing_(gallery, log, follower_, schedule_, publisher_,
               {.references_of = links_.references_of, .erase_pictures = links_.erase_pictures}),
      repair_(links_.begin_work, links_.retry_after),
      problem_(links_.on_problem) {}

Writer::~Writer() {
  stop();
}

void Writer::start() {
  thread_ = std::thread([this] {
    while (!inbox_.is_done()) step(patience());
  });
}

void Writer::stop() {
  stopping_ = true;
  inbox_.close();
  if (!thread_.joinable()) return;
  thread_.join();
  // A user who forgets somebody and ends facefs at once expects it to be done; a large gallery leaves it to the next
  // start.
  if (!erasing_.is_under_way() || repair_.has_lost()) return;
  guarded([&] {
    if (Snapshot(gallery_).counter("faces_made") < kQuicklyCopied)
      while (erasing_.is_under_way()) go_on();
  });
}

bool Writer::post(WriterMessage message) {
  return inbox_.put(std::move(message));
}

void Writer::perform(Act act, const std::function<void(const ActAnswer&)>& answer, Token token) {
  if (!post(ActAsked{std::move(act), answer, std::move(token)})) answer({EAGAIN});
}

void Writer::forget(Forget forgetting) {
  const auto answer = forgetting.answer;
  if (!post(std::move(forgetting))) answer(EAGAIN);
}

void Writer::read_log(std::function<void(const DecisionLog&)> read, const std::function<void(int)>& failed,
                      Token token) {
  if (!post(LogReading{std::move(read), failed, std::move(token)})) failed(EAGAIN);
}

/// Returns how long the thread may wait for a message before something must be done.
std::chrono::milliseconds Writer::patience() const {
  const auto now = Clock::now();
  if (repair_.is_needed()) return 1000ms;
  if (repair_.is_waited_for() && is_settled()) return 100ms;  // nothing tells that all was looked at again
  if (!is_settled() && schedule_.is_paused(now)) return 50ms;
  return erasing_.is_under_way() ? 0ms : schedule_.patience(now);
}

/// Does each part by itself: whatever goes wrong in one, every act is answered.
void Writer::step(std::chrono::milliseconds patience) {
  std::vector<WriterMessage> batch = inbox_.take(kBatch, patience);
  guarded([&] { gallery_.look_after_pages(); });  // also while no snapshot does
  guarded([&] { find_lost_again(); });
  apply_batch(batch);
  if (repair_.is_needed())
    for (const WriterMessage& message : batch) std::visit([&](const auto& what) { repair_.hold(what.token); }, message);
  guarded([&] {
    if (follower_.is_behind()) follower_.replay();
  });
  if (!batch.empty() && !repair_.is_needed()) problem_.clear();
  if (!stopping_ && !kept_.is_holding() && schedule_.may_go_on(Clock::now(), batch.empty())) guarded([&] { go_on(); });
  if (is_settled()) schedule_.take_waiting();
  repair_.let_go_when_done();
  if (repair_.is_mending_due(Clock::now())) guarded([&] { mend(); });
}

void Writer::guarded(const std::function<void()>& part) {
  try {
    part();
  } catch (const std::exception& fault) {
    note(fault);
  }
}

void Writer::note(const std::exception& fault) {
  if (is_damage(fault))
    repair_.note_damage(fault.what());
  else
    note_loss(fault);
}

std::string Writer::sentence_of(const std::exception& fault) const {
  const bool perhaps_full = is_refused_by_disk(fault) || dynamic_cast<const std::system_error*>(&fault);
  const std::string lack = perhaps_full ? links_.lack_of_room() : "";
  return lack.empty() ? fault.what() : lack;
}

void Writer::note_loss(const std::exception& fault) {
  problem_.set("the gallery could not be changed: " + sentence_of(fault));
  schedule_.match_all_again();  // a portion of the matching may have been lost
  repair_.note_lost(Clock::now());
}

bool Writer::is_settled() const {
  return !erasing_.is_under_way() && !repair_.has_lost() && schedule_.is_settled();
}

void Writer::take_in_news() {
  const auto start = Clock::now();
  Update update(gallery_);
  schedule_.take_in_news(update);
  update.commit();
  schedule_.note_news_taken(start, Clock::now());
}

/// Does one portion of what is due next: first matching, then erasing, then grouping.
void Writer::go_on() {
  if (schedule_.has_news()) take_in_news();
  if (schedule_.is_matching_due()) {
    Update update(gallery_);
    schedule_.match_portion(update);
    publisher_.publish(update, schedule_.waiting());
  } else if (erasing_.is_under_way() && !repair_.has_lost()) {
    erasing_.go_on();
  } else if (schedule_.has_places()) {
    Update update(gallery_);
    schedule_.place_portion(update);
    publisher_.publish(update, schedule_.waiting());
  } else if (schedule_.is_search_due(Clock::now())) {
    search_clusters();
  }
}

/// Begins a search for groups of unknown faces. A fault of the search is not told: the writer meets it, too, or it is
/// over soon.
void Writer::search_clusters() {
  const std::uint64_t generation = gallery_.generation();
  links_.run_aside([this, generation, search = schedule_.begin_search(Snapshot(gallery_))] {
    ClustersFound found_clusters{{}, generation, nullptr};
    try {
      found_clusters.found = search(Snapshot(gallery_), stopping_);
    } catch (const std::exception&) {
      found_clusters.found.reset();
    }
    post(std::move(found_clusters));
  });
}

void Writer::find_lost_again() {
  if (!repair_.is_search_due(Clock::now())) return;
  if (const std::string lack = kept_.is_holding() ? links_.lack_of_room() : ""; !lack.empty()) {
    problem_.set("the gallery could not be changed: " + lack);
    return repair_.postpone_search(Clock::now());
  }
  repair_.begin_search();
  take_in_what_was_kept();
  if (repair_.is_needed()) return;
  schedule_.people_changed();
  schedule_.group_all_again();
  links_.find_again(repair_.search_work());
}

}  // namespace facefs
