package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a JDK and a Maven that only write down what they are asked. */
class LauncherTest {

    private static final String JAVA = """
            #!/bin/bash
            case "$*" in
            *jarmode=tools*) mkdir -p "${@: -1}" && touch "${@: -1}/platform-1-app.jar" ;;
            *AOTCacheOutput=*) for a in "$@"; do [[ $a == -XX:AOTCacheOutput=* ]] && touch "${a#*=}"; done; true ;;
            *) echo "ran $*" ;;
            esac
            """;

    private static final String MAVEN = """
            #!/bin/bash
            echo "mvn $*" >> "$(dirname "$0")/asked"
            root="$(dirname "$0")"
            [[ -e $root/fail ]] && { echo '[ERROR] Thing.java:[1,1] cannot find symbol'; exit 1; }
            mkdir -p "$root/platform/target" && touch "$root/platform/target/platform-1-app.jar"
            """;

    private record Ended(int code, String out, String err) {}

    @TempDir
    Path root;

    @BeforeEach
    void makeClone() throws IOException {
        script(root.resolve("tongmai"), Files.readString(Path.of("../tongmai")));
        script(root.resolve("mvn"), MAVEN);
        jdk("jdk", "25.0.3");
        for (String module : new String[] {"platform", "simulator", "portal"}) {
            Files.createDirectories(root.resolve(module + "/src/main"));
            old(Files.writeString(root.resolve(module + "/src/main/source"), "1"));
        }
        old(Files.writeString(root.resolve("pom.xml"), "<project/>"));
    }

    @Test
    void buildsOnceThenOnlyRuns() throws Exception {
        Ended first = launch("jdk", "serve", "--port", "1");
        Ended second = launch("jdk", "serve", "--port", "2");

        assertThat(first.out()).contains("-jar").endsWith("tongmai.jar serve --port 1\n");
        assertThat(first.err()).contains("building:").contains("preparing fast starts:");
        assertThat(second.out()).contains("-XX:AOTCache=").endsWith("tongmai.jar serve --port 2\n");
        assertThat(second.err()).isEmpty();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void theBuildKnowsItsCommitWhereThereIsOne() throws Exception {
        script(root.resolve("git"), "#!/bin/bash\n[[ $* == *describe* ]] && echo 0123456789ab-dirty\n");
        launch("jdk", "version");
        Files.createDirectory(root.resolve(".git"));
        young(Files.writeString(root.resolve("simulator/src/main/source"), "2"));
        launch("jdk", "version");

        assertThat(asked().getFirst()).contains("-Dtongmai.commit=unknown ");
        assertThat(asked().getLast()).contains("-Dtongmai.commit=0123456789ab-dirty ");
    }

    @Test
    void buildsAgainWhenASourceIsNewerButNotForATest() throws Exception {
        launch("jdk", "version");

        Files.createDirectories(root.resolve("platform/src/test"));
        young(Files.writeString(root.resolve("platform/src/test/SomeTest"), "2"));
        launch("jdk", "version");
        assertThat(asked()).hasSize(1);

        young(Files.writeString(root.resolve("simulator/src/main/source"), "2"));
        launch("jdk", "version");
        assertThat(asked()).hasSize(2);
    }

    @Test
    void aFailedBuildShowsWhyAndRunsNothing() throws Exception {
        Files.createFile(root.resolve("fail"));

        Ended ended = launch("jdk", "version");

        assertThat(ended.code()).isEqualTo(Exit.CONFIG);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("cannot find symbol").contains("the whole log is in");
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOver() throws Exception {
        jdk("old", "17.0.15");

        Ended ended = launch("old", "version");

        assertThat(ended.err() + ended.out())
                .doesNotContain(root.resolve("old/bin").toString());
    }

    @Test
    void testHandsItsOptionsToMaven() throws Exception {
        launch("jdk", "test", "-pl", "platform");

        assertThat(asked()).singleElement().asString().endsWith("verify -pl platform");
    }

    private Ended launch(String jdk, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = root.resolve("tongmai").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Path err = root.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", root.resolve(jdk).toString());
        builder.environment().put("MAVEN", root.resolve("mvn").toString());
        builder.environment().remove("TONGMAI_JVM");
        builder.environment().merge("PATH", root.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(root.resolve("asked"));
    }

    private void jdk(String name, String version) throws IOException {
        Files.createDirectories(root.resolve(name + "/bin"));
        script(root.resolve(name + "/bin/java"), JAVA);
        script(root.resolve(name + "/bin/javac"), JAVA);
        Files.writeString(root.resolve(name + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    /** Newer than anything that was built in this test. */
    private static void young(Path file) throws IOException {
        FileTime built = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.from(built.toInstant().plus(Duration.ofMinutes(1))));
    }
}
