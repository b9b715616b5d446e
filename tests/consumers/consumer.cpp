// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A C++ program outside of the tree: sessions in threads of their own.
#include <tenon/tenon.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

int main()
{
	std::vector<std::thread> threads;
	std::vector<int> outcomes(4, -1);
	for (size_t i = 0; i < outcomes.size(); i++)
		threads.emplace_back([&outcomes, i] {
			std::unique_ptr<tenon_session, void (*)(tenon_session *)> session(tenon_session_new(nullptr),
				tenon_session_free);
			const std::string text = "package a:b" + std::to_string(i) + ";";
			if (tenon_session_add_file(session.get(), "a.wit", text.data(), text.size()) == TENON_OK &&
				tenon_session_limit(session.get(), "no-such-limit", 1) == TENON_BAD_CALL)
				outcomes[i] = static_cast<int>(tenon_diag_count(session.get()));
		});
	for (auto &thread : threads)
		thread.join();
	for (int outcome : outcomes)
		if (outcome != 1)
			return 1;
	return 0;
}
