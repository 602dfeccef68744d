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
    case ["scoring", ..]:
        ScoringSpeed.Run(seconds: args.Length > 1 ? int.Parse(args[1]) : 10);
        return 0;
    case ["folding", ..]:
        await Folding.RunAsync(responses: args.Length > 1 ? int.Parse(args[1]) : 100_000, args.Length > 2 ? int.Parse(args[2]) : null);
        return 0;
    case ["lag", ..]:
        await Lag.RunAsync(seconds: args.Length > 1 ? int.Parse(args[1]) : 30);
        return 0;
    case ["scale-read", .. var sizes]:
        await ScaleRead.RunAsync(sizes.Length > 0 ? [.. sizes.Select(int.Parse)] : [1_000_000, 10_000_000]);
        return 0;
    case ["scale-fill", var size]:
        Console.WriteLine($"It stays: measure it with scale-time {await ScaleRead.FillAsync(int.Parse(size))}, and drop it when done.");
        return 0;
    case ["scale-time", .. var names]:
        foreach (var name in names) await ScaleRead.TimeAsync(name);
        return 0;
    case ["static", var folder, var port]:
        await StaticFloor.ServeAsync(folder, int.Parse(port));
        return 0;
    case ["dry-run", ..]:
        await DryRunSpeed.RunAsync(most: args.Length > 1 ? int.Parse(args[1]) : 1_000_000);
        return 0;
    case ["accounts", ..]:
        await AccountsSpeed.RunAsync(accounts: args.Length > 1 ? int.Parse(args[1]) : 20_000);
        return 0;
    case ["sending", ..]:
        await SendingSpeed.RunAsync(mails: args.Length > 1 ? int.Parse(args[1]) : 20_000);
        return 0;
    default:
        Console.Error.WriteLine("usage: submissions [seconds] | answer-page [requests] | scoring [seconds] | folding [responses] [days] | lag [seconds] | scale-read [responses…] | scale-fill responses | scale-time database… | dry-run [contacts] | accounts [accounts] | sending [mails]");
        return 2;
}
