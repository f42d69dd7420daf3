// SPDX-License-Identifier: Apache-2.0
#include "fuse/poke_sender.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "system/child_process.h"

namespace facefs {
namespace {

constexpr int kPatience = 2000;  // ms
constexpr std::chrono::seconds kPause{60};

}  // namespace

PokeSender::PokeSender(std::filesystem::path program, std::filesystem::path mount, PokeInProgress& under_way,
                       std::function<void(const std::string&)> on_trouble)
    : program_(std::move(program)),
      mount_(std::move(mount)),
      under_way_(under_way),
      on_trouble_(std::move(on_trouble)) {}

PokeSender::~PokeSender() {
  for (const pid_t child : children_) ::kill(child, SIGKILL);
  collect(0);
}

bool PokeSender::start() {
  collect(WNOHANG);
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
  const UniqueFd theirs(pair[1]);
  UniqueFd ours(pair[0]);
  pid_t child = -1;
  const std::array<const char*, 3> words = {"facefs-poke", mount_.c_str(), nullptr};
  const std::array<const char*, 1> environment = {nullptr};
  if (const int error = start_child(program_, words, environment, theirs.get(), child); error != 0) {
    give_up(program_.string() + " cannot be started: " + std::strerror(error));
    return false;
  }
  socket_ = std::move(ours);
  children_.push_back(child);
  under_way_.helper_came(child);
  return true;
}

bool PokeSender::poke(const PokeInProgress::Announced& announced) {
  if (!is_able() || (!socket_ && !start())) return false;
  auto result = attempt(announced);
  if (std::get_if<Silence>(&result) && std::get<Silence>(result) == Silence::gone) {
    socket_ = UniqueFd();
    if (!start()) return false;
    result = attempt(announced);
  }
  if (const int* error = std::get_if<int>(&result)) return *error == 0;
  give_up("facefs-poke does not answer");
  return false;
}

std::variant<int, PokeSender::Silence> PokeSender::attempt(const PokeInProgress::Announced& announced) {
  const std::string bytes = encoded(announced.poke);
  under_way_.begin(announced);
  const bool sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
  const auto result = sent ? answer() : Silence::gone;
  under_way_.end();
  return result;
}

std::variant<int, PokeSender::Silence> PokeSender::answer() {
  pollfd watched{socket_.get(), POLLIN, 0};
  int ready = 0;
  do ready = ::poll(&watched, 1, kPatience);
  while (ready < 0 && errno == EINTR);
  if (ready != 1) return Silence::stuck;
  int error = 0;
  if (::recv(socket_.get(), &error, sizeof error, MSG_DONTWAIT) != sizeof error) return Silence::gone;
  return error;
}

/// Ends the helper and pauses. A helper that is waiting inside the mount ends when its request is answered, and is
/// collected later.
void PokeSender::give_up(const std::string& why) {
  socket_ = UniqueFd();
  if (!children_.empty()) ::kill(children_.back(), SIGKILL);
  paused_until_ = Clock::now() + kPause;
  on_trouble_(why + ": open windows show changes when they look again");
}

void PokeSender::collect(int flags) {
  std::erase_if(children_, [&](pid_t child) {
    if (::waitpid(child, nullptr, flags) == 0) return false;
    under_way_.helper_went(child);
    return true;
  });
}

}  // namespace facefs
