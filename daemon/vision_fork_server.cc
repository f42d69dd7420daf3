// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_fork_server.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <ctime>
#include <string>
#include <system_error>

#include "models/vision_protocol.h"
#include "system/child_process.h"
#include "system/packet_socket.h"

namespace facefs {

void VisionForkServer::start() {
  PacketPair sockets = packet_pair();
  socket_ = std::move(sockets.ours);
  const std::string detector(name_of(what_.networks.detector));
  const std::string embedder(name_of(what_.networks.embedder));
  const std::string engine(name_of(what_.networks.engine));
  const std::string models = what_.models.string();
  const std::array<const char*, 6> words = {"facefs-vision", detector.c_str(), embedder.c_str(),
                                            engine.c_str(),  models.c_str(),   nullptr};
  const std::array<const char*, 3> environment = {"PATH=/usr/bin:/bin", "OPENBLAS_NUM_THREADS=1", nullptr};
  ++number_;
  works_ = false;
  const int error = start_child(what_.program, words, environment, sockets.theirs.get(), process_);
  if (error == 0) return;
  process_ = -1;
  throw std::system_error(error, std::generic_category(), "starting " + what_.program.string());
}

void VisionForkServer::hand_over(const UniqueFd& socket) const {
  send_packet(socket_.get(), std::array<std::uint8_t, 1>{}, std::array{socket.get()}, Waiting::not_at_all);
}

unsigned VisionForkServer::fork_worker(const UniqueFd& socket) {
  if (has_ended(number_)) {
    end();
    start();
  }
  hand_over(socket);  // if that fails no process has the socket, and our end sees it close
  return number_;
}

void VisionForkServer::note_failed(unsigned number) {
  if (number == number_ && !works_) end();
}

void VisionForkServer::note_hanging(unsigned number) {
  if (number == number_) end();
}

bool VisionForkServer::has_ended(unsigned number) const {
  if (number != number_ || process_ < 0) return true;
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         ended.si_pid == process_;
}

void VisionForkServer::end() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
  socket_ = {};
}

std::chrono::nanoseconds VisionForkServer::processor_time() const {
  return process_ < 0 ? std::chrono::nanoseconds{} : processor_time_of(process_);
}

std::chrono::nanoseconds processor_time_of(pid_t process) {
  clockid_t clock;
  timespec used{};
  if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace facefs
