// SPDX-License-Identifier: Apache-2.0
#include "index/storage/expendable.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>

#include "index/storage/damage.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

constexpr int kSentence = 3;  // the one descriptor beside the standard ones
constexpr int kFailed = 1, kDamage = 2;

/// From man 2 ioprio_set; some versions of its header are no C++.
constexpr int kOfThread = 1, kIdleClass = 3 << 13;

void become_expendable(int sentence) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGTERM, SIGINT, SIGHUP}) std::signal(signal, SIG_DFL);
  if (sentence != kSentence) ::dup2(sentence, kSentence);
  ::syscall(SYS_close_range, kSentence + 1, ~0U, 0);
}

void give_way() {
  ::setpriority(PRIO_PROCESS, 0, 19);
  ::syscall(SYS_ioprio_set, kOfThread, 0, kIdleClass);
}

[[noreturn]] void run(const std::function<void()>& work) {
  int code = 0;
  try {
    work();
  } catch (const std::exception& fault) {
    code = is_damage(fault) ? kDamage : kFailed;
    if (::write(kSentence, fault.what(), std::strlen(fault.what())) < 0) ::_exit(code);
  }
  ::_exit(code);
}

std::string text_from(const UniqueFd& pipe) {
  std::string text;
  std::array<char, 512> piece;
  ssize_t count;
  while ((count = ::read(pipe.get(), piece.data(), piece.size())) > 0 || (count < 0 && errno == EINTR))
    if (count > 0) text.append(piece.data(), static_cast<std::size_t>(count));
  return text;
}

bool is_of_its_own(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGFPE || signal == SIGILL;
}

}  // namespace

Expendable::Expendable(const std::function<void()>& work, Priority priority) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  sentence_ = UniqueFd(ends[0]);
  const UniqueFd theirs(ends[1]);
  process_ = ::fork();
  if (process_ != 0) return;
  become_expendable(theirs.get());
  if (priority == Priority::lowest) give_way();
  run(work);
}

Expendable::~Expendable() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  wait();
}

bool Expendable::ends_within(std::chrono::milliseconds patience) const {
  pollfd told{sentence_.get(), POLLIN, 0};
  return process_ <= 0 || ::poll(&told, 1, static_cast<int>(patience.count())) > 0;
}

Outcome Expendable::wait() {
  if (process_ <= 0) return {Outcome::How::ended, "it could not be begun", false};
  std::string sentence = text_from(sentence_);
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return {is_of_its_own(signal) ? Outcome::How::died : Outcome::How::ended,
            std::string("was ended by ") + ::strsignal(signal), false};
  }
  if (WEXITSTATUS(status) == 0) return {};
  return {Outcome::How::failed, std::move(sentence), WEXITSTATUS(status) == kDamage};
}

Outcome outcome_of(const std::function<void()>& work) {
  return Expendable(work).wait();
}

}  // namespace facefs
