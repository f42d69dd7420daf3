// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/decision_log.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <limits>
#include <system_error>
#include <utility>

#include "index/decisions/lines_about_people.h"
#include "index/values/content_hash.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

constexpr std::string_view kHeaderWord = "facefs-decisions ";
constexpr const char* kSkipped = "damaged lines of decisions.log were skipped";
constexpr std::uint64_t kCounterMask = 0xffffffff;
constexpr std::uint64_t kOneBurst = 2'000'000'000;  // nanoseconds, the most between two acts of a burst

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

std::uint64_t size_of(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0)
    throw std::system_error(errno, std::generic_category(), "asking for decisions.log");
  return static_cast<std::uint64_t>(info.st_size);
}

/// Returns the lines, except for the header and a torn last line.
std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = text.find('\n');
  while (at != std::string::npos) {
    const std::size_t end = text.find('\n', ++at);
    if (end != std::string::npos) lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

/// Returns what stays of a `forget` line: that there was one. So a user who undoes older acts can be told.
std::string line_of_a_forgetting(LogEntry entry) {
  entry.person = kNobody;
  entry.name.clear();
  return log_line_of(entry);
}

bool holds_a_line(const std::string& text) {
  const auto lines = lines_in(text);
  return std::any_of(lines.begin(), lines.end(), [](const auto& line) { return parse_log_line(line).has_value(); });
}

}  // namespace

DecisionLog::DecisionLog(const std::filesystem::path& file, Clock clock)
    : file_(file), clock_(clock ? std::move(clock) : Clock(now_ns)) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start: no source of randomness");
  is_new_ = !std::filesystem::exists(file_);
  if (is_new_) create();
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "opening " + file_.string());
  read_all();
}

DecisionLog::~DecisionLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

/// Draws random numbers, by which the log differs from all others.
void DecisionLog::take_new_numbers() {
  std::array<std::uint8_t, 16> random;
  randombytes_buf(random.data(), random.size());
  uuid_ = hex_of(random);
  machine_ = 1 + randombytes_uniform((1U << 28) - 1);
}

void DecisionLog::create() {
  take_new_numbers();
  write_durably(file_, header());
}

std::string DecisionLog::header() const {
  std::array<char, 64> numbers;
  std::snprintf(numbers.data(), numbers.size(), " %07llx %llu %llu", static_cast<unsigned long long>(machine_),
                static_cast<unsigned long long>(last_seq_), static_cast<unsigned long long>(last_person_));
  const std::string text = std::string(kHeaderWord) + std::to_string(kFormat) + " " + uuid_ + numbers.data();
  return text + " " + checksum_of(text) + "\n";
}

/// Reads the header. One of an earlier facefs has no checksum. If the header cannot be read, no line is lost, and the
/// numbers are found from the lines. Throws std::runtime_error where a newer facefs wrote it.
void DecisionLog::read_header(std::string_view line) {
  const std::string text(line);
  std::array<char, 33> uuid{};
  std::array<char, 9> checksum{};
  unsigned long long machine = 0;
  unsigned long long seq = 0;
  unsigned long long person = 0;
  const int fields = line.starts_with(kHeaderWord)
                         ? std::sscanf(text.c_str() + kHeaderWord.size(), "%u %32s %llx %llu %llu %8s", &format_,
                                       uuid.data(), &machine, &seq, &person, checksum.data())
                         : 0;
  const bool is_whole = fields == 5 || (fields == 6 && checksum_of(text.substr(0, text.rfind(' '))) == checksum.data());
  if (!is_whole) {
    header_lost_ = true;
    format_ = kFormat;
    take_new_numbers();
    return;
  }
  if (format_ > kFormat)
    throw std::runtime_error(file_.string() + " was written by a newer facefs (format " + std::to_string(format_) +
                             "): update this one");
  uuid_ = uuid.data();
  machine_ = machine;
  last_seq_ = seq;
  last_person_ = person;
}

void DecisionLog::note_missing(std::size_t damaged, MissingLines gap) {
  if (damaged > 0 && gap.before > gap.after + 1) missing_.push_back(gap);
}

void DecisionLog::read_all() {
  const std::string text = read_whole_file(file_);
  const std::size_t end_of_header = text.find('\n');
  read_header(std::string_view(text).substr(0, end_of_header));
  if (header_lost_ && !text.empty() && !holds_a_line(text))
    throw std::runtime_error(
        file_.string() +
        " is not a decision log that this version can read: restore it from a backup, or move it away (the "
        "gallery knows what it held)");
  std::size_t at = std::min(end_of_header, text.size() - 1) + 1;
  std::size_t bad = 0;       // damaged lines since the last readable one
  std::uint64_t before = 0;  // of the last readable line; the header's is the highest ever given
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string::npos) {
      if (::ftruncate(descriptor_, static_cast<off_t>(at)) != 0)
        throw std::system_error(errno, std::generic_category(), "cutting the torn last line of " + file_.string());
      problems_.push_back("the last line of decisions.log was torn and has been cut off");
      break;
    }
    if (const auto entry = parse_log_line(std::string_view(text).substr(at, end - at)); entry && entry->seq > before) {
      note_missing(std::exchange(bad, 0), {before, entry->seq});
      before = entry->seq;
      last_seq_ = std::max(last_seq_, before);
      if (header_lost_ && entry->person != kNobody) machine_ = number_of(entry->person) >> 32;
      reserve(entry->person);
    } else {
      ++bad;
    }
    at = end + 1;
  }
  note_missing(bad, {before, std::numeric_limits<std::uint64_t>::max()});
  if (!missing_.empty()) problems_.emplace_back(kSkipped);
  if (header_lost_) problems_.push_back("the first line of decisions.log was damaged and has been written again");
  size_ = size_of(descriptor_);
}

LogEntry DecisionLog::append(LogEntry line) {
  return append(std::vector<LogEntry>{std::move(line)}).front();
}

std::vector<LogEntry> DecisionLog::append(std::vector<LogEntry> lines) {
  if (broken_) throw std::system_error(EIO, std::generic_category(), "decisions.log failed before: restart facefsd");
  const std::uint64_t act = last_seq_ + 1;
  std::uint64_t seq = last_seq_;
  const std::uint64_t now = clock_();
  std::string text;
  for (LogEntry& line : lines) {
    line.seq = ++seq;
    line.act = act;
    if (line.group == 0) line.group = act;
    if (line.time_ns == 0) line.time_ns = now;
    text += log_line_of(line) + "\n";
  }
  if (was_taken_away())
    throw std::system_error(EIO, std::generic_category(), "decisions.log was removed, replaced or cut");
  const off_t before = ::lseek(descriptor_, 0, SEEK_END);
  try {
    write_all(descriptor_, text);
    if (::fdatasync(descriptor_) != 0)
      throw std::system_error(errno, std::generic_category(), "syncing " + file_.string());
  } catch (const std::system_error&) {
    broken_ = ::ftruncate(descriptor_, before) != 0;
    throw;
  }
  last_seq_ = seq;
  size_ += text.size();
  return lines;
}

bool DecisionLog::was_taken_away() const {
  struct stat ours {
  }, named{};
  return ::fstat(descriptor_, &ours) != 0 || ::stat(file_.c_str(), &named) != 0 || ours.st_ino != named.st_ino ||
         ours.st_dev != named.st_dev || static_cast<std::uint64_t>(ours.st_size) != size_;
}

void DecisionLog::write_anew(std::vector<LogEntry> lines, std::uint64_t after) {
  const std::uint64_t had = std::exchange(last_seq_, std::max(last_seq_, after));
  std::string text;
  for (LogEntry& line : lines) {
    line.seq = line.act = line.group = ++last_seq_;
    if (line.time_ns == 0) line.time_ns = clock_();
    reserve(line.person);
    text += log_line_of(line) + "\n";
  }
  try {
    replace_by(header() + text);
  } catch (const std::exception&) {
    last_seq_ = had;
    throw;
  }
  missing_.clear();
  recent_.reset();
}

void DecisionLog::put_back(const std::vector<LogEntry>& lines) {
  std::string text;
  auto next = lines.begin();
  const auto write_those_before = [&](std::uint64_t seq) {
    for (; next != lines.end() && next->seq < seq; ++next) text += log_line_of(*next) + "\n";
  };
  std::uint64_t last = 0;
  for (const std::string& line : lines_in(read_whole_file(file_))) {
    if (const auto entry = parse_log_line(line); entry && entry->seq > last) write_those_before(last = entry->seq);
    text += line + "\n";
  }
  write_those_before(std::numeric_limits<std::uint64_t>::max());
  for (const LogEntry& line : lines) {
    last_seq_ = std::max(last_seq_, line.seq);
    reserve(line.person);
  }
  replace_by(header() + text);
  missing_.clear();
  std::erase(problems_, kSkipped);
}

void DecisionLog::restore_header(const std::string& uuid) {
  if (!uuid.empty()) uuid_ = uuid;
  const std::string text = read_whole_file(file_);
  replace_by(header() + text.substr(std::min(text.find('\n'), text.size() - 1) + 1));
  header_lost_ = false;
  format_ = kFormat;
}

/// Replaces the file. Until the new one is in place, acts go into the old one. Then the old one is overwritten, unless
/// the user has kept it under another name.
void DecisionLog::replace_by(const std::string& text) {
  write_durably(file_, text);
  const int fresh = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (fresh < 0) throw std::system_error(errno, std::generic_category(), "opening " + file_.string());
  const int old = std::exchange(descriptor_, fresh);
  size_ = text.size();
  overwrite_what_has_no_name(old);
  ::close(old);
}

std::vector<LogEntry> DecisionLog::append(std::vector<LogEntry> lines, const RecentAct::Kind& kind) {
  const auto before = recent_act_of(kind.process);
  if (before && before->kind == kind)
    for (LogEntry& line : lines) line.group = before->group;
  lines = append(std::move(lines));
  const LogEntry& first = lines.front();
  recent_ = RecentAct{kind, first.act, first.group, first.time_ns, first.name};
  return lines;
}

std::optional<RecentAct> DecisionLog::recent_act_of(std::uint64_t process) const {
  const bool recent = recent_ && recent_->kind.process == process && clock_() - recent_->time_ns <= kOneBurst;
  return recent ? recent_ : std::nullopt;
}

bool DecisionLog::is_in_burst_of_removals() const {
  return recent_ && (recent_->kind.what.starts_with("rm ") || recent_->kind.what.starts_with("ignore "));
}

void DecisionLog::each_after(std::uint64_t seq, const std::function<void(const LogEntry&)>& visit) const {
  const std::string text = read_whole_file(file_);
  std::uint64_t last = 0;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    const auto entry = parse_log_line(std::string_view(text).substr(at, end - at));
    if (!entry || entry->seq <= last) continue;
    last = entry->seq;
    if (entry->seq > seq) visit(*entry);
  }
}

void DecisionLog::rewrite_without(const std::vector<PersonId>& people) {
  const LinesAboutPeople theirs(*this, people);
  std::string text = header();
  for (const std::string& line : lines_in(read_whole_file(file_))) {
    const auto entry = parse_log_line(line);
    const bool goes = entry ? theirs.is_about(*entry) : theirs.may_be_about(line);
    if (goes && entry && entry->verb == Verb::forget) text += line_of_a_forgetting(*entry) + "\n";
    if (!goes) text += line + "\n";
  }
  replace_by(text);
}

void DecisionLog::reserve(PersonId person) {
  if (number_of(person) >> 32 == machine_) last_person_ = std::max(last_person_, number_of(person) & kCounterMask);
}

PersonId DecisionLog::new_person() {
  return static_cast<PersonId>(machine_ << 32 | ++last_person_);
}

}  // namespace facefs
