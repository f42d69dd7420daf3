// SPDX-License-Identifier: Apache-2.0
#include "daemon/writer.h"

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "index/storage/damage.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 256;
constexpr std::size_t kPortion = 256;  // images matched in one transaction
// While photos stream in, taking the sample anew may cost a twentieth of the time; when none comes it is done at once.
constexpr std::chrono::seconds kRefreshEvery = 2s;
constexpr int kRefreshShare = 20;
constexpr std::uint64_t kQuicklyCopied = 100'000;  // faces

Token token_of(const WriterMessage& message) {
  return std::visit([](const auto& m) { return m.token; }, message);
}

/// Somebody waits for it: it is done alone. All else was found, and goes into the gallery together.
template <typename What>
constexpr bool is_carried_out() {
  using Plain = std::decay_t<What>;
  return std::is_same_v<Plain, ActAsked> || std::is_same_v<Plain, Forget> || std::is_same_v<Plain, LogReading>;
}

bool is_found(const WriterMessage& message) {
  return std::visit([](const auto& what) { return !is_carried_out<decltype(what)>(); }, message);
}

/// The disk would not take it: full, read-only, broken. (LMDB takes a disk that fills up for an input/output error.)
bool is_of_the_disk(const std::exception& fault) {
  const auto* error = dynamic_cast<const lmdb::Error*>(&fault);
  return error && error->code > 0;
}

/// Word of the files, which stays true.
bool is_finding(const WriterMessage& message) {
  return !std::holds_alternative<ClustersFound>(message) && !std::holds_alternative<GalleryDamaged>(message);
}

}  // namespace

Writer::Writer(Gallery& gallery, DecisionLog& log, MatchSettings settings, WriterLinks links)
    : gallery_(gallery), log_(log), links_(std::move(links)), matching_(settings) {}

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
  // Who forgot somebody and ends facefs at once expects it to be done; a large gallery leaves it to the next start.
  if (!erasing_ || find_again_at_) return;
  guarded([&] {
    if (Snapshot(gallery_).counter("faces_made") < kQuicklyCopied)
      while (erasing_) match_more();
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

/// How long nothing need be done unless something comes.
std::chrono::milliseconds Writer::patience() const {
  if (find_again_at_ || !damage_.empty()) return 1000ms;
  if (!lost_.empty() && is_settled()) return 100ms;  // nobody tells that all was looked at again
  if (!is_settled() && Clock::now() < burst_until_) return 50ms;
  if (matching_.is_due() || people_changed_ || grouping_.has_places() || erasing_) return 0ms;
  if (photos_changed_) return 100ms;
  if (is_settled() && !waiting_for_match_.empty()) return 0ms;
  return grouping_.is_due() ? 0ms : 10'000ms;
}

/// Each part by itself: whatever goes wrong in one, who waits for an act is answered.
void Writer::step(std::chrono::milliseconds patience) {
  std::vector<WriterMessage> batch = inbox_.take(kBatch, patience);
  guarded([&] { gallery_.look_after_pages(); });  // also while nobody else does
  guarded([&] { find_lost_again(); });
  apply_batch(batch);
  if (find_again_at_ || !damage_.empty()) keep_waiting(batch);
  guarded([&] {
    if (behind_) replay_log();
  });
  if (!batch.empty() && !find_again_at_ && damage_.empty() && !act_failed_) set_problem({});
  if (!stopping_ && !held_up_ && Clock::now() >= burst_until_ &&
      (batch.empty() || people_changed_ || matching_.is_due() || Clock::now() >= next_refresh_))
    guarded([&] { match_more(); });
  if (is_settled()) waiting_for_match_.clear();
  if (!find_again_at_ && damage_.empty() && retry_.expired()) lost_.clear();
  if (!damage_.empty() && Clock::now() >= mend_at_) guarded([&] { mend(); });
}

void Writer::guarded(const std::function<void()>& part) {
  try {
    part();
  } catch (const std::exception& fault) {
    if (is_damage(fault))
      damage_ = fault.what();
    else
      note_loss(fault);
  }
}

std::string Writer::sentence_of(const std::exception& fault) const {
  const bool perhaps_full = is_of_the_disk(fault) || dynamic_cast<const std::system_error*>(&fault);
  const std::string lack = perhaps_full ? links_.lack_of_room() : "";
  return lack.empty() ? fault.what() : lack;
}

void Writer::note_loss(const std::exception& fault) {
  set_problem("the gallery could not be changed: " + sentence_of(fault));
  matching_.make_all_due();  // what was lost may have been a portion of it; so nothing says that all is matched
  if (lost_.empty()) lost_.push_back(links_.begin_work());
  find_again_later();
}

/// Some of it was lost, or could not be taken in: who waits for that, and who comes to wait for everything, waits until
/// it was found again. The first such batch is enough: who waits for what was begun later waits for what was before.
void Writer::keep_waiting(const std::vector<WriterMessage>& batch) {
  for (const WriterMessage& message : batch)
    if (const Token token = token_of(message)) {
      token->photo_is_in();  // or the scan would wait for photos that only it can find again
      if (lost_.size() < kBatch) lost_.push_back(token);
    }
}

/// The work of looking again. It has no part in what it is to find: a loss on the way keeps that waiting, and begins
/// another.
Token Writer::retry() {
  Token work = links_.begin_work();
  retry_ = work;
  return work;
}

void Writer::find_again_later() {
  find_again_at_ = Clock::now() + links_.retry_after;
}

/// What was found goes in together; an act of the user commits at once, alone, and a Forget needs no transaction open.
void Writer::apply_batch(std::vector<WriterMessage>& batch) {
  std::vector<WriterMessage*> findings;
  for (WriterMessage& message : batch) {
    if (is_found(message)) {
      findings.push_back(&message);
      continue;
    }
    guarded([&] { apply_findings(std::exchange(findings, {})); });
    std::visit(
        [&](auto& what) {
          if constexpr (is_carried_out<decltype(what)>()) carry_out(what);
        },
        message);
  }
  guarded([&] { apply_findings(findings); });
}

/// Together; and if one of them cannot be, each alone, so that it takes no other with it. What the disk does not take
/// is kept until it does: faces that a worker made are not thrown away.
void Writer::apply_findings(const std::vector<WriterMessage*>& findings) {
  if (findings.empty()) return;
  if (held_up_) return keep(findings);
  try {
    return apply_together(findings);
  } catch (const std::exception& fault) {
    if (is_damage(fault)) throw;
    held_up_ = is_of_the_disk(fault);
    if (held_up_) keep(findings);
    if (held_up_ || findings.size() == 1) throw;
  }
  for (WriterMessage* message : findings) guarded([&] { apply_findings({message}); });
}

void Writer::keep(const std::vector<WriterMessage*>& findings) {
  for (WriterMessage* message : findings) {
    if (std::holds_alternative<ClustersFound>(*message)) grouping_.drop(Clock::now());
    if (const auto* damaged = std::get_if<GalleryDamaged>(message); damaged && is_of_this_gallery(*damaged))
      damage_ = damaged->sentence;
    if (!is_finding(*message)) continue;
    if (const Token token = token_of(*message)) token->photo_is_in();  // as in `keep_waiting`
    kept_.push_back(std::move(*message));
  }
}

void Writer::take_in_what_was_kept() {
  if (!held_up_.exchange(false)) return;
  std::vector<WriterMessage> kept = std::exchange(kept_, {});
  apply_batch(kept);
  if (!held_up_ && !act_failed_) set_problem({});
}

/// No file is looked at while the gallery is being written.
void Writer::ask_whether_current(WriterMessage& message) const {
  std::visit(
      [&](auto& what) {
        if constexpr (requires { what.is_current; }) what.is_current = links_.is_current(what.path, what.stamp);
      },
      message);
}

void Writer::apply_together(const std::vector<WriterMessage*>& findings) {
  std::vector<Token> tokens;
  for (WriterMessage* message : findings) ask_whether_current(*message);
  Update update(gallery_);
  for (WriterMessage* message : findings) {
    if (Token token = token_of(*message)) tokens.push_back(std::move(token));
    std::visit(
        [&](auto& what) {
          if constexpr (!is_carried_out<decltype(what)>()) apply(update, what);
        },
        *message);
  }
  tell(update, tokens);
  for (const Token& token : tokens) token->photo_is_in();
  waiting_for_match_.insert(waiting_for_match_.end(), tokens.begin(), tokens.end());
}

void Writer::tell(Update& update, std::vector<Token> tokens) {
  std::vector<TreeChange> changes = update.changes();
  grouping_.note(update);
  update.commit();
  links_.on_changes(std::move(changes), joined(std::move(tokens)));
}

bool Writer::is_settled() const {
  return !erasing_ && !find_again_at_ && !matching_.is_due() && !people_changed_ && !photos_changed_ &&
         grouping_.is_settled();
}

/// One portion of whatever is due next: first who everybody is, then how the rest is grouped.
void Writer::match_more() {
  if (people_changed_ || (photos_changed_ && !matching_.is_due())) refresh();
  if (matching_.is_due()) {
    Update update(gallery_);
    matching_.match_next(update, kPortion);
    tell(update, waiting_for_match_);
  } else if (erasing_ && !find_again_at_) {
    finish_erasing();
  } else if (grouping_.has_places()) {
    Update update(gallery_);
    grouping_.place_next(update, matching_, kPortion);
    tell(update, waiting_for_match_);
  } else if (grouping_.is_due()) {
    group_unknown();
  }
}

void Writer::match_decided(Update& update) {
  for (const ImageKey& image : update.outdated().images) matching_.match_image(update, image);
  people_changed_ = people_changed_ || update.outdated().people;
}

/// What the search meets that is wrong, the writer meets too, or it is over soon.
void Writer::group_unknown() {
  const std::uint64_t generation = gallery_.generation();
  links_.run_aside([this, generation, search = grouping_.begin(Snapshot(gallery_), matching_.sample())] {
    ClustersFound found_clusters{{}, generation, nullptr};
    try {
      found_clusters.found = search(Snapshot(gallery_), stopping_);
    } catch (const std::exception&) {
      found_clusters.found.reset();
    }
    post(std::move(found_clusters));
  });
}

void Writer::refresh() {
  const auto start = Clock::now();
  people_changed_ = false;
  Update update(gallery_);
  matching_.follow(update, !std::exchange(photos_changed_, false));
  update.commit();
  const auto end = Clock::now();
  next_refresh_ = end + std::max<Clock::duration>(kRefreshEvery, kRefreshShare * (end - start));
}

void Writer::set_problem(const std::string& sentence) {
  if (sentence.empty() && !has_problem_) return;
  has_problem_ = !sentence.empty();
  links_.on_problem(sentence);
}

/// Not at once: what made them lost, a full disk most likely, is still so.
void Writer::find_lost_again() {
  if (!find_again_at_ || !damage_.empty() || Clock::now() < *find_again_at_) return;
  if (const std::string lack = held_up_ ? links_.lack_of_room() : ""; !lack.empty()) {
    set_problem("the gallery could not be changed: " + lack);
    return find_again_later();
  }
  find_again_at_.reset();
  take_in_what_was_kept();
  if (find_again_at_ || !damage_.empty()) return;
  people_changed_ = true;
  grouping_.make_all_due();
  links_.find_again(retry());
}

}  // namespace facefs
