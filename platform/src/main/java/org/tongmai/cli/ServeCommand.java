package org.tongmai.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.tongmai.node.NodeSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tongmai serve}: runs one node until it is told to end. */
@Command(
        name = "serve",
        description = "Run one node until interrupted.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai serve --region 330000",
            "  tongmai serve --data /var/lib/tongmai --address 0.0.0.0 --port 443",
            "  tongmai serve --database jdbc:postgresql://tongmai:secret@db.example/tongmai",
            "  tongmai serve --auth none                  a trial on this machine only"
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private NodeOptions options;

    @Mixin
    private SandboxNode.Ports sandbox;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        NodeSettings settings = options.settings();
        Serving serving = Serving.start(settings);
        Greeting.print(settings, serving, spec.commandLine().getOut());
        SandboxNode.beside(
                serving,
                settings,
                sandbox,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        Greeting.announceStop(spec.commandLine().getErr());
        // The shutdown handlers close the node; this thread only keeps the command open until then.
        new CountDownLatch(1).await();
        return Exit.OK;
    }
}
