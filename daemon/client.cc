// SPDX-License-Identifier: Apache-2.0
#include "daemon/client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {

Client::Client(const std::filesystem::path& data) {
  const auto address = running_daemon(data);
  if (!address || address->socket.empty())
    throw ClientError("no facefsd is running on " + data.string() +
                      ": start it (systemctl --user start facefs), or name another --data");
  address_ = *address;
  socket_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  address_.socket.copy(name.sun_path, sizeof name.sun_path - 1);
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
    throw ClientError("facefsd does not answer at " + address_.socket + ": " + std::strerror(errno));
}

void Client::send(const Json& request) {
  write_all(socket_.get(), json_text(request) + "\n");
}

bool Client::answered(std::chrono::milliseconds patience) {
  pollfd watched{socket_.get(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0) return false;
  char bytes[1 << 16];
  const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
  if (count == 0 || (count < 0 && errno != EINTR)) throw ClientError("facefsd ended before it answered");
  if (count > 0) line_.append(bytes, static_cast<std::size_t>(count));
  return line_.ends_with('\n');
}

Client::Json Client::ask(const Json& request, std::chrono::seconds patience) {
  send(request);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!answered(std::chrono::seconds(1)))
    if (std::chrono::steady_clock::now() >= end)
      throw ClientError("facefsd did not answer within " + std::to_string(patience.count()) + " seconds");
  return take_answer();
}

Client::Json Client::take_answer() {
  const Json answer = json_value(std::exchange(line_, {}));
  if (!answer.at("ok").get<bool>()) throw ClientError(bytes_of_json_string(answer.at("error").get<std::string>()));
  return answer.value("result", Json(nullptr));
}

}  // namespace facefs
