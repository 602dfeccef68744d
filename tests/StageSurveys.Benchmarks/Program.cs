using StageSurveys.Benchmarks;

// Load scenarios, each printing its figure beside a floor measured in the same run; README.md says how to read them.
switch (args)
{
    case ["submissions", ..]:
        await Submissions.RunAsync(seconds: args.Length > 1 ? int.Parse(args[1]) : 15);
        return 0;
    case ["answer-page", ..]:
        await AnswerPageLoad.RunAsync(requests: args.Length > 1 ? int.Parse(args[1]) : 3000);
        return 0;
    case ["static", var folder, var port]:
        await StaticFloor.ServeAsync(folder, int.Parse(port));
        return 0;
    default:
        Console.Error.WriteLine("usage: submissions [seconds] | answer-page [requests]");
        return 2;
}
