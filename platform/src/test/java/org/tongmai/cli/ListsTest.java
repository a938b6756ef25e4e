package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;

/** A list that is cut says so, and how to go on; one that is at its end says nothing. */
class ListsTest {

    private static final String CLIENTS = """
            insert into access.client (id, name, kind, institution, jwks, created_at, created_by)
            select 'his-' || to_char(n, 'FM000'), 'HIS', 'SYSTEM', '12330000470000013F', '{"keys":[]}', now(), 'test'
              from generate_series(1, ?) n
            """;

    private static final String ACCOUNTS = """
            insert into access.account (login, name, role, password, valid_from, created_at, created_by)
            select 'steward.' || to_char(n, 'FM000'), 'x', 'STEWARD', 'x', now(), now(), 'test'
              from generate_series(1, ?) n
            """;

    private static final String INSTITUTIONS = """
            insert into directory.institution (uscc, valid_from, valid_to, organization, name, region)
            select '123300000000000' || to_char(n, 'FM000'), '-infinity', 'infinity', 'o' || n, 'x', '330000'
              from generate_series(1, ?) n
            """;

    private record Said(String out, String err) {}

    private final TestDatabase database = TestDatabase.fresh();

    @Test
    void clientsAreListedPageByPage() {
        insert(CLIENTS, 201);

        Said first = list("client", "list");
        Said last = list("client", "list", "--after", "his-200");

        assertThat(first.out().lines()).hasSize(200);
        assertThat(first.err()).isEqualTo("more: --after his-200\n");
        assertThat(last.out()).startsWith("his-201");
        assertThat(last.err()).isEmpty();
    }

    @Test
    void aPageThatIsJustFullIsTheEnd() {
        insert(ACCOUNTS, 200);

        assertThat(list("account", "list").err()).isEmpty();
    }

    @Test
    void accountsAreListedPageByPage() {
        insert(ACCOUNTS, 201);

        assertThat(list("account", "list", "--json").err()).isEqualTo("more: --after steward.200\n");
    }

    @Test
    void institutionsAreListedPageByPage() {
        insert(INSTITUTIONS, 201);

        assertThat(list("institution", "list").err()).isEqualTo("more: --after 123300000000000200\n");
        assertThat(list("institution", "list", "--after", "123300000000000200").out())
                .isEqualTo("123300000000000201  330000  x\n");
    }

    @Test
    void anApplicationIsRegisteredListedAndRefusedAndHasNoSecretToPrint() {
        Said added = list(
                "app",
                "add",
                "diary",
                "--name",
                "Diary",
                "--publisher",
                "Example Ltd",
                "--redirect",
                "https://app.example/back",
                "--scope",
                "patient/Observation.rs",
                "--scope",
                "launch/patient");
        Said shown = list("app", "list");
        Said removed = list("app", "remove", "diary");

        assertThat(added.out()).isEqualTo("diary may ask people for their records.\n");
        assertThat(shown.out())
                .isEqualTo("diary                enabled  Diary (Example Ltd)  back to https://app.example/back"
                        + "  scopes launch/patient patient/Observation.rs\n");
        assertThat(removed.out()).isEqualTo("diary is refused from its next request on.\n");
        assertThat(list("app", "list").out()).contains("disabled");
        assertThat(list("client", "list").out()).isEmpty();
    }

    private void insert(String sql, int rows) {
        JdbcClient.create(database.dataSource()).sql(sql).param(rows).update();
    }

    private Said list(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--database";
        all[arguments.length + 1] =
                database.url().replace("//", "//" + database.user() + ":" + database.password() + "@");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all))
                .as("%s", err)
                .isEqualTo(Exit.OK);
        return new Said(out.toString(), err.toString());
    }
}
