package org.tongmai.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tongmai} itself: says what there is. */
@Command(
        name = "tongmai",
        description = "Tongmai, an open universal health information platform.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            InstitutionCommand.class,
            ClientCommand.class,
            AccountCommand.class,
            LoadCommand.class,
            TerminologyCommand.class,
            AgentCommand.class,
            OnboardingCommand.class,
            ConformanceCommand.class,
            AppCommand.class,
            TokenCommand.class,
            HealthCodeCommand.class,
            VerifyCommand.class,
            MatchCommand.class,
            DetectCommand.class,
            ScanCommand.class,
            RtCommand.class,
            NowcastCommand.class,
            EvaluateCommand.class,
            SimulateCommand.class,
            DoctorCommand.class,
            ClusterCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            NodeCommand.class,
            RehearseCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a check failed, or something was refused",
            "2:the command line is wrong",
            "3:a setting, a file, a directory or this machine does not allow it",
            "4:the other side cannot be reached",
            "5:the other side refuses",
            "130:interrupted"
        },
        footerHeading = "%nStart here:%n",
        footer = {
            "  tongmai demo      a province with three hospitals, in a browser",
            "  tongmai doctor    whether this machine can run a node"
        })
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
