// SPDX-License-Identifier: Apache-2.0
#include "daemon/writer.h"

#include <algorithm>
#include <cerrno>
#include <future>
#include <system_error>
#include <utility>

#include "index/durable_file.h"
#include "index/enrolment.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatch = 256;
constexpr std::size_t kPortion = 256;  // images matched in one transaction
// While photos stream in, taking the sample anew may cost a twentieth of the time; when none comes it is done at once.
constexpr std::chrono::seconds kRefreshEvery = 2s;
constexpr int kRefreshShare = 20;
constexpr std::chrono::seconds kAfterALoss = 20s;

std::pair<std::string, std::string> split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, slash), path.substr(slash + 1)};
}

bool is_of_the_content(Reason reason) {
  return reason == Reason::empty || reason == Reason::not_an_image || reason == Reason::truncated ||
         reason == Reason::unsupported;
}

Token token_of(const WriterMessage& message) {
  return std::visit([](const auto& m) { return m.token; }, message);
}

/// One token for several: it ends when all have ended.
Token joined(std::vector<Token> tokens) {
  return std::make_shared<const std::vector<Token>>(std::move(tokens));
}

}  // namespace

Writer::Writer(Gallery& gallery, DecisionLog& log, MatchSettings settings, WriterLinks links)
    : gallery_(gallery), log_(log), links_(std::move(links)), matching_(settings) {}

Writer::~Writer() {
  stop();
}

void Writer::start() {
  thread_ = std::thread([this] {
    while (!inbox_.is_done()) step(matching_.is_due() || people_changed_ ? 0ms : photos_changed_ ? 100ms : 10'000ms);
  });
}

void Writer::stop() {
  stopping_ = true;
  inbox_.close();
  if (thread_.joinable()) thread_.join();
}

bool Writer::post(WriterMessage message) {
  return inbox_.put(std::move(message));
}

int Writer::perform(std::function<void(Update&, DecisionLog&)> apply, Token token) {
  auto answer = std::make_shared<std::promise<int>>();
  auto result = answer->get_future();
  if (!post(Act{std::move(apply), [answer](int error) { answer->set_value(error); }, std::move(token)})) return EAGAIN;
  return result.get();
}

int Writer::forget(PersonId person, std::string program, Token token) {
  auto answer = std::make_shared<std::promise<int>>();
  auto result = answer->get_future();
  if (!post(Forget{person, std::move(program), [answer](int error) { answer->set_value(error); }, std::move(token)}))
    return EAGAIN;
  return result.get();
}

void Writer::step(std::chrono::milliseconds patience) {
  std::vector<WriterMessage> batch = inbox_.take(kBatch, patience);
  try {
    find_lost_again();
    if (!batch.empty()) apply_batch(batch);
    if (behind_) replay_log();
    if (!batch.empty() && !find_again_at_) set_problem({});
    const bool quiet = batch.empty();
    if (!stopping_ &&
        (quiet || people_changed_ || matching_.is_due() || std::chrono::steady_clock::now() >= next_refresh_))
      match_more();
    if (!matching_.is_due() && !people_changed_ && !photos_changed_) waiting_for_match_.clear();
  } catch (const std::exception& fault) {
    set_problem(std::string("the gallery could not be changed: ") + fault.what());
    find_again_at_ = std::chrono::steady_clock::now() + kAfterALoss;
  }
}

/// What was found goes in together; an act of the user commits at once, alone, and a Forget needs no transaction open.
void Writer::apply_batch(std::vector<WriterMessage>& batch) {
  std::vector<WriterMessage*> findings;
  for (WriterMessage& message : batch) {
    auto* act = std::get_if<Act>(&message);
    auto* forgetting = std::get_if<Forget>(&message);
    if (!act && !forgetting) {
      findings.push_back(&message);
      continue;
    }
    apply_findings(std::exchange(findings, {}));
    if (act)
      carry_out(*act);
    else
      carry_out(*forgetting);
  }
  apply_findings(findings);
}

void Writer::apply_findings(const std::vector<WriterMessage*>& findings) {
  if (findings.empty()) return;
  std::vector<Token> tokens;
  Update update(gallery_);
  for (WriterMessage* message : findings) {
    tokens.push_back(token_of(*message));
    std::visit(
        [&](auto& what) {
          using What = std::decay_t<decltype(what)>;
          if constexpr (!std::is_same_v<What, Forget> && !std::is_same_v<What, Act>) apply(update, what);
        },
        *message);
  }
  waiting_for_match_.insert(waiting_for_match_.end(), tokens.begin(), tokens.end());
  tell(update, std::move(tokens));
}

/// A durable line in the log is an accepted act: if only the gallery failed, the act stands and is applied again later.
void Writer::carry_out(Act& act) {
  const std::uint64_t before = log_.last_seq();
  int result = 0;
  try {
    Update update(gallery_);
    act.apply(update, log_);
    if (!behind_) update.set_number("log_seq", log_.last_seq());
    tell(update, {act.token});
  } catch (const std::exception& fault) {
    set_problem(fault.what());
    const auto* error = dynamic_cast<const std::system_error*>(&fault);
    if (log_.last_seq() > before)
      behind_ = true;
    else
      result = error ? error->code().value() : EIO;
  }
  if (act.token) waiting_for_match_.push_back(act.token);
  act.answer(result);
}

void Writer::replay_log() {
  Update update(gallery_);
  log_.each_after(update.number("log_seq"), [&](const LogEntry& entry) { apply_log_entry(update, entry); });
  update.set_number("log_seq", log_.last_seq());
  people_changed_ = true;
  tell(update, {});
  behind_ = false;
}

void Writer::tell(Update& update, std::vector<Token> tokens) {
  std::vector<Change> changes = update.changes();
  update.commit();
  links_.on_changes(std::move(changes), joined(std::move(tokens)));
}

std::optional<FilePlace> Writer::place_of(Update& update, const std::string& path) const {
  const auto [folder, name] = split(path);
  const auto known = update.folder_at(folder);
  if (!known) return std::nullopt;
  return FilePlace{*known, name};
}

void Writer::apply(Update& update, PhotoRead& read) {
  if (!links_.is_current(read.path, read.stamp)) return;  // gone: told already; changed: it is looked at again
  const auto [folder, name] = split(read.path);
  const FilePlace place{update.folder_for(folder), name};
  PhotoId photo = kNoPhoto;
  if (const auto known = update.photo_with(read.content)) {
    photo = *known;
  } else if (const auto* faces = std::get_if<NewFaces>(&read.found)) {
    photo = update.add_photo(read.content, *faces);
  } else if (const auto* why = std::get_if<Unreadable>(&read.found)) {
    // What is wrong with the bytes is so wherever they stand; what was wrong at the time is said of this file alone.
    if (!is_of_the_content(why->reason)) return update.fail_path(place, read.stamp, *why);
    photo = update.add_photo(read.content, *why);
  }
  if (photo == kNoPhoto) return;  // known when it was read, erased since: the next scan reads it again
  update.set_path(place, read.stamp, photo);
  if (const auto record = update.photo(photo); record && record->image) {
    matching_.match_image(update, *record->image);
    photos_changed_ = true;
  }
}

void Writer::apply(Update& update, PhotoFailed& failed) {
  const auto [folder, name] = split(failed.path);
  update.fail_path({update.folder_for(folder), name}, failed.stamp, failed.why);
  photos_changed_ = true;
}

void Writer::apply(Update& update, PathGone& gone) {
  const auto place = place_of(update, gone.path);
  if (!place || !update.path(*place)) return;
  update.remove_path(*place);
  photos_changed_ = true;
}

void Writer::apply(Update& update, FolderGone& gone) {
  std::vector<FolderId> below;
  update.each_folder([&](FolderId id, std::string_view path) {
    if (path == gone.path || path.starts_with(gone.path + "/")) below.push_back(id);
  });
  for (const FolderId id : below) update.remove_folder(id);
  photos_changed_ = photos_changed_ || !below.empty();
}

void Writer::apply(Update& update, ReferenceRead& read) {
  const std::string path = (links_.references_of(read.person) / read.file).string();
  if (!update.person(read.person) || !links_.is_current(path, read.stamp)) return;
  if (read.reading) update.put_reading(read.content, *read.reading);
  update.put_reference(read.person, read.file, {read.stamp, read.content, EnrolVerdict::waiting, "", 0});
  judge_references(update, read.person);
}

void Writer::apply(Update& update, ReferenceGone& gone) {
  if (!update.reference(gone.person, gone.file)) return;
  update.erase_reference(gone.person, gone.file);
  judge_references(update, gone.person);
}

void Writer::judge_references(Update& update, PersonId person) {
  const std::vector<Reference> references = update.references_of(person);
  std::vector<ReferenceReading> readings;
  for (const Reference& reference : references)
    readings.push_back(update.reading(reference.record.content).value_or(ReferenceReading{}));
  const std::vector<EnrolledPhoto> judged = enrol(readings);
  for (std::size_t i = 0; i < references.size(); ++i) {
    ReferenceRecord record = references[i].record;
    record.verdict = judged[i].verdict;
    record.sentence = judged[i].sentence;
    record.face = judged[i].face;
    update.put_reference(person, references[i].file, record);
  }
  people_changed_ = true;
}

void Writer::match_more() {
  if (people_changed_ || (photos_changed_ && !matching_.is_due())) refresh();
  if (matching_.is_due()) {
    Update update(gallery_);
    matching_.match_next(update, kPortion);
    tell(update, waiting_for_match_);
  }
}

void Writer::refresh() {
  const auto start = std::chrono::steady_clock::now();
  people_changed_ = photos_changed_ = false;
  if (matching_.refresh(Snapshot(gallery_))) matching_.make_all_due();
  const auto end = std::chrono::steady_clock::now();
  next_refresh_ = end + std::max<std::chrono::steady_clock::duration>(kRefreshEvery, kRefreshShare * (end - start));
}

void Writer::carry_out(Forget& forgetting) {
  int result = 0;
  try {
    if (Snapshot(gallery_).person(forgetting.person)) {
      LogEntry entry;
      entry.verb = Verb::forget;
      entry.person = forgetting.person;
      entry.program = forgetting.program;
      log_.append(std::move(entry));
      being_forgotten_.push_back(forgetting.person);
      finish_forgetting();
    }
  } catch (const std::exception& fault) {
    // Once its line is durable the act stands: what a full disk kept from being done is done when it is not full any
    // more.
    const auto* error = dynamic_cast<const std::system_error*>(&fault);
    if (being_forgotten_.empty())
      result = error ? error->code().value() : EIO;
    else
      find_again_at_ = std::chrono::steady_clock::now() + kAfterALoss;
    set_problem(std::string("forgetting is not finished: ") + fault.what());
  }
  if (forgetting.token) waiting_for_match_.push_back(forgetting.token);
  forgetting.answer(result);
}

void Writer::finish_forgetting() {
  if (!being_forgotten_.empty()) erase_for_good(being_forgotten_);
  being_forgotten_.clear();
}

/// From the line `forget` on, this can be repeated at any point: a crash in the middle is finished at the next start.
void Writer::erase_for_good(const std::vector<PersonId>& people) {
  {
    Update update(gallery_);
    for (const PersonId person : people) update.erase_person(person);
    update.set_number("log_seq", log_.last_seq());
    tell(update, {});
  }
  for (const PersonId person : people) erase_folder(links_.references_of(person));
  people_changed_ = true;
  // No old match may keep the person's number either: every face is matched before the bytes are copied.
  while (people_changed_ || matching_.is_due()) match_more();
  gallery_.rebuild();
  log_.rewrite_without(people);
}

void Writer::apply_log_entry(Update& update, const LogEntry& entry) {
  const auto known = update.person(entry.person);
  switch (entry.verb) {
    case Verb::person:
      if (!known) update.add_person(entry.person, {entry.name, true, entry.time_ns});
      break;
    case Verb::rename:
      update.rename_person(entry.person, entry.name);
      break;
    case Verb::is:
    case Verb::is_not:
      if (known && entry.image && entry.box)
        update.add_decision(*entry.image, entry.seq,
                            {entry.verb == Verb::is ? DecisionRecord::Verb::is : DecisionRecord::Verb::is_not,
                             entry.person, *entry.box});
      break;
    case Verb::forget:
      break;  // collected by catch_up
  }
}

void Writer::catch_up() {
  std::uint64_t applied = 0;
  {
    const Snapshot snapshot(gallery_);
    applied = snapshot.number("log_seq");
    const std::string uuid = snapshot.text("log_uuid");
    if (!uuid.empty() && (uuid != log_.uuid() || applied > log_.last_seq())) applied = UINT64_MAX;
  }
  // Another log, or an older one: what the gallery was told by the one it knew does not count.
  if (applied == UINT64_MAX) gallery_.begin_anew();
  replay_log();
  {
    Update update(gallery_);
    update.set_text("log_uuid", log_.uuid());
    for (const Person& person : update.people()) log_.reserve(person.id);
    update.commit();
  }
  std::vector<PersonId> forgotten;
  log_.each_after(0, [&](const LogEntry& entry) {
    if (entry.verb == Verb::forget) forgotten.push_back(entry.person);
  });
  if (!forgotten.empty()) erase_for_good(forgotten);
}

void Writer::set_problem(const std::string& sentence) {
  if (sentence.empty() && !has_problem_) return;
  has_problem_ = !sentence.empty();
  links_.on_problem(sentence);
}

/// Not at once: what made them lost, a full disk most likely, is still so.
void Writer::find_lost_again() {
  if (!find_again_at_ || std::chrono::steady_clock::now() < *find_again_at_) return;
  finish_forgetting();
  find_again_at_.reset();
  people_changed_ = true;  // a portion of the matching may have been lost, too
  matching_.make_all_due();
  links_.find_again();
}

}  // namespace facefs
