package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.Tools;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Verifier.Wish;

/** An independent reader reads what a browser shows. */
class QrPictureTest {

    private static final Path READER = Path.of("/usr/bin/zbarimg");
    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final String HOSPITAL = "91440300708461136T";

    private static TestNode node;
    private static String patient;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"390, 1", "390, 3", "1440, 1"})
    void a_screenshot_of_the_code_is_read_by_zbarimg_and_verifies(int width, int scale) throws Exception {
        Tools.need(READER);
        Tools.need(BROWSER);
        try (TestProcess here = new TestProcess(node, "national", node.data().resolve("secrets"), new MovedClock())) {
            Caller wang = TestProcess.resident(node, patient);
            String text = here.codes
                    .dynamic(wang, here.codes.applyForSelf(wang).id(), CodePurpose.READ, HOSPITAL)
                    .text();
            Caller window = new Caller("window", "挂号窗口", Role.DOCTOR, HOSPITAL, null, false);
            Path page = directory.resolve("page.html");
            Path screenshot = directory.resolve("screenshot.png");
            Files.writeString(
                    page, "<body style='margin:16px'><div style='max-width:358px'>" + QrPicture.svg(text) + "</div>");

            run(
                    BROWSER.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--hide-scrollbars",
                    "--user-data-dir=" + directory.resolve("profile"),
                    "--force-device-scale-factor=" + scale,
                    "--window-size=" + width + ",844",
                    "--screenshot=" + screenshot,
                    page.toUri().toString());
            String read =
                    run(READER.toString(), "--raw", "-q", screenshot.toString()).strip();

            assertThat(read).isEqualTo(text);
            assertThat(here.verifier.verify(window, read, Wish.IDENTIFY)).isInstanceOf(Verified.Accepted.class);
        }
    }

    @Test
    void the_picture_to_print_is_read_by_zbarimg() throws Exception {
        Tools.need(READER);
        String text = CodeText.PREFIX + "A".repeat(150);
        Path picture = directory.resolve("print.png");
        Files.write(picture, QrPicture.png(text));

        assertThat(run(READER.toString(), "--raw", "-q", picture.toString()).strip())
                .isEqualTo(text);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command[0]).isZero();
        return out;
    }
}
