package org.tongmai.portal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;

class PagesTest {

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void each_entry_answers_with_its_page_and_so_do_the_addresses_below_it() {
        TestBrowser browser = node.browser();

        for (String path :
                new String[] {"/", "/m/", "/m/requests/1", "/m/requests/6x.b29dca", "/console/", "/console/record/0a-1"
                }) {
            var answer = browser.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.raw().body()).as(path).contains("<!doctype html>");
            assertThat(answer.header("Content-Security-Policy")).as(path).contains("script-src 'self'");
        }
        assertThat(browser.get("/m/requests/1").raw().body())
                .isEqualTo(browser.get("/m/").raw().body());
        assertThat(browser.get("/console").status()).isEqualTo(302);
    }

    @Test
    void a_file_that_is_missing_is_no_page() {
        assertThat(node.browser().get("/m/none.js").status()).isEqualTo(404);
        assertThat(node.browser().get("/assets/none.js").status()).isEqualTo(404);
    }
}
